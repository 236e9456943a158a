/** What a file is to WhatsApp, and how large it may be. */
import type { Media, MediaKind, Message } from '../contract';

const MB = 1024 * 1024;

/** Meta's limits for files that a business sends, in bytes. Source: Meta's page “Supported media types”, 2026-05. */
export const LIMITS: Readonly<Record<MediaKind, number>> = {
  image: 5 * MB,
  video: 16 * MB,
  audio: 16 * MB,
  document: 100 * MB,
  sticker: 500 * 1024,
};

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** The types that Meta takes (the same page). A sticker that does not move is limited to 100 KB: the server checks that. */
const KINDS: Readonly<Record<string, MediaKind>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'sticker',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/ogg': 'audio',
  'text/plain': 'document',
  'application/pdf': 'document',
  'application/msword': 'document',
  'application/vnd.ms-excel': 'document',
  'application/vnd.ms-powerpoint': 'document',
  [`${OFFICE}.wordprocessingml.document`]: 'document',
  [`${OFFICE}.spreadsheetml.sheet`]: 'document',
  [`${OFFICE}.presentationml.presentation`]: 'document',
};

/** What the file picker of photos and videos offers, and that of everything else. */
export const PHOTO_TYPES = 'image/jpeg,image/png,image/webp,image/gif,video/mp4,video/3gpp';
export const DOCUMENT_TYPES = Object.keys(KINDS)
  .filter((type) => KINDS[type] === 'document' || KINDS[type] === 'audio')
  .join();

/** Without parameters, in lower case. */
export function essence(mimeType: string | null | undefined): string {
  return (mimeType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** How WhatsApp would show a file of this type. Null: it takes no such file. */
export function kindOfType(mimeType: string): MediaKind | null {
  return KINDS[essence(mimeType)] ?? null;
}

/** What a file of this type and size is sent as: a document when it is too large for anything else. */
export function kindOfFile(mimeType: string, size: number): MediaKind | null {
  const kind = kindOfType(mimeType);
  return kind !== null && size > LIMITS[kind] ? 'document' : kind;
}

/** Meta's types of messages that are a file. `voice` is an old name for a voice message. */
const FILE_TYPES: Readonly<Record<string, MediaKind>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  document: 'document',
  sticker: 'sticker',
};

/** The message is its file. Others have one as a heading: buttons and templates. */
export function isFile({ type }: Pick<Message, 'type'>): boolean {
  return FILE_TYPES[type] !== undefined;
}

/** How the file of a message is shown: what Meta calls it; above buttons or a template, what its own type says. */
export function kindOfMessage({ type, media }: Pick<Message, 'type' | 'media'>): MediaKind {
  const kind = FILE_TYPES[type] ?? kindOfType(media?.mime_type ?? '') ?? 'document';
  return kind === 'sticker' && !isFile({ type }) ? 'image' : kind;
}

/** A sound, a sticker and nothing else go without a caption. */
export function takesCaption(kind: MediaKind): boolean {
  return kind !== 'audio' && kind !== 'sticker';
}

/** A PDF is shown from its bytes in memory. A larger one is only downloaded. */
const LARGEST_PREVIEW = 30 * MB;

export function hasPreview({ mime_type, size }: Pick<Media, 'mime_type' | 'size'>): boolean {
  return essence(mime_type) === 'application/pdf' && (size ?? 0) <= LARGEST_PREVIEW;
}

/** Short names of types for people; the last part of the type for the others. */
const NAMES: Readonly<Record<string, string>> = {
  'text/plain': 'TXT',
  'application/msword': 'DOC',
  'application/vnd.ms-excel': 'XLS',
  'application/vnd.ms-powerpoint': 'PPT',
  [`${OFFICE}.wordprocessingml.document`]: 'DOCX',
  [`${OFFICE}.spreadsheetml.sheet`]: 'XLSX',
  [`${OFFICE}.presentationml.presentation`]: 'PPTX',
};

/** The type in a few letters: from the name of the file, else from its type. Empty when neither says. */
export function shortType({ filename, mime_type }: Pick<Media, 'filename' | 'mime_type'>): string {
  const type = essence(mime_type);
  const known = NAMES[type];
  if (known !== undefined) return known;
  const extension = /\.([a-z\d]{1,5})$/i.exec(filename ?? '')?.[1];
  return (extension ?? type.split('/')[1]?.split('.').at(-1) ?? '').slice(0, 12).toUpperCase();
}
