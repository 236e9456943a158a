/** Files that are to be sent, as they stand in the composer. */
import type { MediaKind, OutgoingFile } from '../contract';
import { essence, kindOfFile, LIMITS, takesCaption } from '../media/kinds';
import type { Problem } from '../problem';
import { mustConvert, type NamedBlob } from './picture';

/** WhatsApp takes a caption of so many characters. */
export const CAPTION_LENGTH = 1024;

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
  const kind = mustConvert(mimeType, file.size) ? 'image' : kindOfFile(mimeType, file.size);
  return {
    key,
    file,
    name: file.name,
    mimeType,
    kind,
    voice,
    caption: '',
    state: mustConvert(mimeType, file.size) || taken(kind, file.size) ? 'waiting' : 'refused',
    progress: 0,
    id: null,
    problem: null,
    sending: false,
  };
}

export function taken(kind: MediaKind | null, size: number): boolean {
  return kind !== null && size > 0 && size <= LIMITS[kind];
}

/** Why a file was refused before anything was uploaded. */
export function refusalOf({ file, kind }: Pick<QueuedFile, 'file' | 'kind'>): 'type' | 'size' | 'empty' {
  if (file.size === 0) return 'empty';
  return kind === null ? 'type' : 'size';
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
  if (words === '' || words.length > CAPTION_LENGTH) return null;
  const last = files.findLastIndex(({ kind, state }) => kind !== null && state !== 'refused' && takesCaption(kind));
  if (last < 0 || files[last]?.caption.trim() !== '') return null;
  return files.map((each, at) => (at === last ? { ...each, caption: words } : each));
}

/** Something can be sent: nothing is refused or has failed. */
export function ready(files: readonly QueuedFile[]): boolean {
  return files.length > 0 && files.every(({ state }) => state !== 'refused' && state !== 'failed');
}
