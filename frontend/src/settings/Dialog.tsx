/** A question or a look in front of the page. Escape closes it, and the focus returns to where it was. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  onClose: () => void;
  /** With what closes it. */
  children: (close: () => void) => ComponentChildren;
}

export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="settings-dialog" aria-labelledby="settings-dialog-title" onClose={onClose}>
      <h2 id="settings-dialog-title">{title}</h2>
      {children(() => dialog.current?.close())}
    </dialog>
  );
}
