/** Makes over pictures that WhatsApp does not take as they are: too large, or of another type. */
import { essence, LIMITS } from '../media/kinds';

/** What a phone shows in full; WhatsApp itself sends photos smaller than this. */
const LONGEST_SIDE = 2560;
const QUALITY = 0.85;
/** A larger one is not decoded: it may need more memory than the device has. */
const LARGEST = 60 * 1024 * 1024;
/** WhatsApp's stickers are squares of so many pixels. */
const STICKER_SIDE = 512;

export type NamedBlob = Blob & { name: string };

/** An SVG is a document that can hold scripts: it is refused. */
export function mustConvert(mimeType: string, size: number): boolean {
  const type = essence(mimeType);
  if (!type.startsWith('image/') || type.startsWith('image/svg') || size === 0 || size > LARGEST) return false;
  return (type !== 'image/jpeg' && type !== 'image/png') || size > LIMITS.image;
}

/** The size it is drawn in: its own, or as much as fits. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A JPEG of the picture; a WebP with the measures of a sticker stays one. Fails when the browser cannot read it. */
export async function converted(file: NamedBlob): Promise<NamedBlob> {
  const bitmap = await createImageBitmap(file);
  try {
    const square = bitmap.width === STICKER_SIDE && bitmap.height === STICKER_SIDE;
    if (essence(file.type) === 'image/webp' && square && file.size <= LIMITS.sticker) return file;
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
