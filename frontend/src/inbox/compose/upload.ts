/** Uploads the bytes of a file, and tells how far it is. `fetch` cannot tell: this is an XMLHttpRequest. */
import type { Upload } from '../contract';
import { problemFrom, unreachable } from '../problem';

export interface UploadOptions {
  target: Upload['upload'];
  file: Blob;
  /** Between 0 and 1. */
  onProgress: (progress: number) => void;
  signal: AbortSignal;
}

/** No time limit of its own: a large file on a slow line takes as long as it takes. Fails with a `Problem`. */
export function upload({ target, file, onProgress, signal }: UploadOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(target.method, target.url);
    for (const [name, value] of Object.entries(target.headers)) {
      // The browser says itself how long the body is.
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(problemFrom(request.status, bodyOf(request.responseText)));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(unreachable());
    signal.addEventListener('abort', () => request.abort(), { once: true });
    if (signal.aborted) reject(unreachable());
    else request.send(file);
  });
}

/** A bucket answers with XML. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
