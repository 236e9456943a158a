/** What can be sent besides text: a file of the user's own, or a sample of each type. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { KINDS, type Kind } from './contract';
import { usePhoneTexts } from './text/texts';

interface Props {
  onAttach: (kind: Kind) => void;
  onFile: (file: File) => void;
}

export function AttachMenu({ onAttach, onFile }: Props) {
  const { tx } = usePhoneTexts();
  const own = useRef<HTMLInputElement>(null);
  return (
    <ul class="attach-menu" aria-label={tx('attach')}>
      <li>
        <button type="button" onClick={() => own.current?.click()}>
          {tx('ownFile')}
        </button>
        <input
          ref={own}
          class="sr-only"
          type="file"
          tabIndex={-1}
          data-testid="phone-own-file"
          aria-label={tx('ownFile')}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) onFile(file);
          }}
        />
      </li>
      {KINDS.map((kind) => (
        <li key={kind}>
          <button type="button" data-kind={kind} onClick={() => onAttach(kind)}>
            {tx(`kind.${kind}`)}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function AttachButton({ open, quoting, onClick }: { open: boolean; quoting: boolean; onClick: () => void }) {
  const { tx } = usePhoneTexts();
  return (
    <button
      type="button"
      class="button button-quiet"
      data-testid="attach"
      aria-expanded={open}
      aria-label={tx('attach')}
      title={tx(quoting ? 'quoteText' : 'attach')}
      disabled={quoting}
      onClick={onClick}
    >
      <Icon name="clip" />
    </button>
  );
}

/** A menu that closes when something outside of `around` is pressed. */
export function useMenu(around: RefObject<HTMLElement | null>) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: PointerEvent) => {
      if (!around.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [around, open]);
  return { open, close: () => setOpen(false), toggle: () => setOpen((now) => !now) };
}
