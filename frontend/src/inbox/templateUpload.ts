/** A file for the top of a template: announced to the server, then its bytes to the address that the server names. */
import type { Api } from './api';
import { converted, isPicture, type NamedBlob } from './compose/picture';
import { problemFrom, unreachable } from './problem';

/** Meta's limits by kind, in bytes. The server checks them again. */
const MOST = { image: 5, video: 16, document: 100 } as const;
const ACCEPTED = { image: 'image/jpeg,image/png', video: 'video/mp4,video/3gpp', document: '' } as const;

export type FileKind = keyof typeof MOST;

export function acceptedTypes(kind: FileKind): string {
  return ACCEPTED[kind];
}

/** Megabytes that a file of this kind may have, if this one has more; null when it fits. */
export function tooLarge(kind: FileKind, size: number): number | null {
  return size > MOST[kind] * 1024 * 1024 ? MOST[kind] : null;
}

/** The bytes that are shown above the template while it is filled in. They live as long as the form. */
export interface HeaderFile {
  /** The id of the upload. */
  id: string;
  file: Blob;
}

/** The file as WhatsApp takes it: a picture is made smaller where it must be. Null: the picture cannot be read. */
export async function headerFile(kind: FileKind, file: NamedBlob, convert = converted): Promise<NamedBlob | null> {
  if (kind !== 'image' || !isPicture(file.type, file.size)) return file;
  return convert(file, file.type).catch(() => null);
}

/** Returns the id of the upload. Fails with a `Problem`. */
export async function uploadFile(api: Pick<Api, 'newMedia'>, file: NamedBlob, signal: AbortSignal): Promise<string> {
  const announced = { filename: file.name, mime_type: file.type || 'application/octet-stream', size: file.size };
  const { media, upload } = await api.newMedia(announced);
  const headers = new Headers(upload.headers);
  // The browser says itself how long the body is.
  headers.delete('Content-Length');
  let response: Response;
  try {
    response = await fetch(upload.url, { method: upload.method, headers, body: file, signal });
  } catch {
    throw unreachable();
  }
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null));
  return media.id;
}
