/** The button for emoji, and their picker, which is loaded when it is opened. */
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { useTranslation } from '../../../text/Language';
import { Icon } from '../../../ui/Icon';
import { useLoaded } from '../../../ui/useLoaded';
import { insertInto } from '../insert';

interface Props {
  input: RefObject<HTMLTextAreaElement | null>;
  onText: (text: string) => void;
}

export function EmojiSlot({ input, onText }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const Picker = useLoaded(open, () => import('./EmojiPicker'))?.EmojiPicker;
  const close = () => {
    setOpen(false);
    input.current?.focus();
  };
  return (
    <>
      {open && Picker && (
        <Picker
          onPick={(sign) => {
            if (input.current) insertInto(input.current, sign, onText);
          }}
          onClose={close}
        />
      )}
      <button
        type="button"
        class="button button-quiet emoji-open"
        data-testid="emoji-open"
        aria-expanded={open}
        aria-label={t('emoji.label')}
        title={t('emoji.label')}
        onClick={() => (open ? close() : setOpen(true))}
      >
        <Icon name="smile" />
      </button>
    </>
  );
}
