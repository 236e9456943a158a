/** Files that are to be sent, as they stand in the composer. */
import type { MediaKind, OutgoingFile } from '../contract';
import { essence, kindOfFile, LIMITS, takesCaption } from '../media/kinds';
import type { Problem } from '../problem';
import { mustConvert, type NamedBlob } from './picture';

/** WhatsApp takes a caption of so many characters. */
export const CAPTION_LENGTH = 1024;

/** Why a file cannot be sent. `unreadable`: it says that it is a picture, and cannot be shown. */
export type Refusal = 'type' | 'size' | 'empty' | 'unreadable';

/** `refused`: WhatsApp takes no such file. `failed`: it can be tried again. */
export type FileState = 'waiting' | 'uploading' | 'uploaded' | 'failed' | 'refused';

export interface QueuedFile {
  key: string;
  file: NamedBlob;
  name: string;
  /** With parameters: `audio/ogg; codecs=opus`. */
  mimeType: string;
  /** Null when it is refused for its type. */
  kind: MediaKind | null;
  voice: boolean;
  caption: string;
  state: FileState;
  /** Set with `refused`. */
  refusal: Refusal | null;
  /** It was a moving picture, and is sent as a still one. */
  stilled: boolean;
  /** Between 0 and 1. */
  progress: number;
  /** The id of the upload. */
  id: string | null;
  problem: Problem | null;
  /** It is being sent: the thread shows it. */
  sending: boolean;
}

/** Systems do not know the type of every file. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  aac: 'audio/aac',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
};

/** The type that is announced. Empty when nothing tells. */
export function typeOfFile({ name, type }: Pick<File, 'name' | 'type'>): string {
  // Browsers name the sound of an .m4a file differently; Meta knows one name.
  if (essence(type) === 'audio/x-m4a') return 'audio/mp4';
  return type || (BY_EXTENSION[/\.([a-z\d]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''] ?? '');
}

export function queued(key: string, file: NamedBlob, voice = false): QueuedFile {
  const mimeType = typeOfFile(file);
  const convert = mustConvert(mimeType, file.size);
  const kind = convert ? 'image' : kindOfFile(mimeType, file.size);
  const refusal = convert ? null : refusalOf(kind, file.size);
  return {
    key,
    file,
    name: file.name,
    mimeType,
    kind,
    voice,
    caption: '',
    state: refusal === null ? 'waiting' : 'refused',
    refusal,
    stilled: false,
    progress: 0,
    id: null,
    problem: null,
    sending: false,
  };
}

/** Why WhatsApp would not take a file of this kind, with so many bytes. Null: it takes it. */
export function refusalOf(kind: MediaKind | null, size: number): Refusal | null {
  if (size === 0) return 'empty';
  if (kind === null) return 'type';
  return size > LIMITS[kind] ? 'size' : null;
}

/** Null until it is uploaded. */
export function outgoingFile({ id, kind, caption, voice }: QueuedFile): OutgoingFile | null {
  if (id === null || kind === null) return null;
  const words = takesCaption(kind) ? caption.trim() : '';
  return { id, as: kind, ...(words ? { caption: words } : {}), ...(voice ? { voice } : {}) };
}

/**
 * What is typed beside files becomes the caption of the last that can have one: one message is read, and paid, as one. Null
 * when it must be a message of its own.
 */
export function captioned(files: readonly QueuedFile[], text: string): QueuedFile[] | null {
  const words = text.trim();
  const last = words === '' ? undefined : captionless(files, words);
  return last === undefined ? null : files.map((each) => (each === last ? { ...each, caption: words } : each));
}

/** The file whose caption this text becomes. */
export function captionless(files: readonly QueuedFile[], text: string): QueuedFile | undefined {
  const last = files.findLast(({ kind }) => kind !== null && takesCaption(kind));
  return last?.caption.trim() === '' && text.trim().length <= CAPTION_LENGTH ? last : undefined;
}

/** Those that are sent. What is refused or has failed stays in the composer, and holds up nothing. */
export function sendable(files: readonly QueuedFile[]): QueuedFile[] {
  return files.filter(({ state }) => state !== 'refused' && state !== 'failed');
}
