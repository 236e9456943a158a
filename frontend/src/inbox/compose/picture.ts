/** Checks that pictures can be read, and makes over those that WhatsApp does not take as they are: too large, or of another type. */
import { essence, LIMITS } from '../media/kinds';

/** What a phone shows in full; WhatsApp itself sends photos smaller than this. */
const LONGEST_SIDE = 2560;
const QUALITY = 0.85;
/** A larger one is not decoded: it may need more memory than the device has. */
const LARGEST = 60 * 1024 * 1024;
/** WhatsApp's stickers are squares of so many pixels. */
const STICKER_SIDE = 512;

export type NamedBlob = Blob & { name: string };

/** A picture that can be decoded here. An SVG is a document that can hold scripts: it is none. */
export function isPicture(mimeType: string, size: number): boolean {
  const type = essence(mimeType);
  return type.startsWith('image/') && !type.startsWith('image/svg') && size > 0 && size <= LARGEST;
}

export function mustConvert(mimeType: string, size: number): boolean {
  const type = essence(mimeType);
  return isPicture(mimeType, size) && ((type !== 'image/jpeg' && type !== 'image/png') || size > LIMITS.image);
}

/** Whether the picture moves, or may do: any GIF, and a WebP whose bytes say so. */
export async function moves(file: Blob): Promise<boolean> {
  const type = essence(file.type);
  if (type === 'image/gif') return true;
  return type === 'image/webp' && (await file.slice(12, 64).text()).includes('ANIM');
}

/** The size it is drawn in: its own, or as much as fits. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * The picture as WhatsApp takes it: as it is, or as a JPEG. A WebP with the measures of a sticker stays one. Fails when the
 * browser cannot read it. `mimeType` is what it is announced as: a system may not know it.
 */
export async function converted(file: NamedBlob, mimeType: string): Promise<NamedBlob> {
  const bitmap = await createImageBitmap(file);
  try {
    if (!mustConvert(mimeType, file.size)) return file;
    const square = bitmap.width === STICKER_SIDE && bitmap.height === STICKER_SIDE;
    if (essence(mimeType) === 'image/webp' && square && file.size <= LIMITS.sticker) return file;
    const { width, height } = fitted(bitmap.width, bitmap.height);
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    // A JPEG has no transparency: what is clear becomes white, as on paper.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0, width, height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    if (!blob) throw new Error('no picture');
    return Object.assign(blob, { name: `${file.name.replace(/\.[^.]*$/, '')}.jpg` });
  } finally {
    bitmap.close();
  }
}
