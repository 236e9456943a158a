/** Dropping files anywhere on the conversation. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Whether files are being dragged over `area`. `onFiles` is null where none can be sent. */
export function useDrop(area: RefObject<HTMLElement | null>, onFiles: ((files: File[]) => void) | null): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  const enabled = onFiles !== null;
  useEffect(() => {
    const at = area.current;
    if (!at || !enabled) return;
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      // It also leaves one child for another.
      if (!at.contains(event.relatedTarget as Node | null)) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current?.(files);
    };
    at.addEventListener('dragenter', onDrag);
    at.addEventListener('dragover', onDrag);
    at.addEventListener('dragleave', onLeave);
    at.addEventListener('drop', onDrop);
    return () => {
      at.removeEventListener('dragenter', onDrag);
      at.removeEventListener('dragover', onDrag);
      at.removeEventListener('dragleave', onLeave);
      at.removeEventListener('drop', onDrop);
    };
  }, [area, enabled]);
  return over && enabled;
}

/** A file that is dropped beside the conversation does nothing: the browser would open it in the place of the page. */
export function useStrayDrops(): void {
  useEffect(() => {
    window.addEventListener('dragover', ignoreStray);
    window.addEventListener('drop', ignoreStray);
    return () => {
      window.removeEventListener('dragover', ignoreStray);
      window.removeEventListener('drop', ignoreStray);
    };
  }, []);
}

type Stray = Pick<DragEvent, 'defaultPrevented' | 'preventDefault' | 'target'> & {
  dataTransfer: Pick<DataTransfer, 'types' | 'dropEffect'> | null;
};

/** A field for files takes them itself, and so does what has said so. */
export function ignoreStray(event: Stray): void {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
  if ((event.target as Partial<HTMLInputElement> | null)?.type === 'file') return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'none';
}

/** The files of what is pasted. A table copied from a program comes as text and as a picture: it is pasted as text. */
export function pastedFiles(data: Pick<DataTransfer, 'files' | 'types'> | null): File[] {
  return data === null || data.types.includes('text/plain') ? [] : [...data.files];
}
