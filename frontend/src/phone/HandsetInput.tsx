/** Where the customer writes: text, several texts at once, or something that is no text. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../text/Language';
import { useFittingHeight } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { sendKind, sendTexts } from './api';
import { burstOf, USUAL } from './burst';
import { KINDS, type Kind } from './contract';
import type { PhoneWorld } from './usePhone';

interface Props {
  waId: string;
  run: PhoneWorld['run'];
  onSent: () => void;
}

export function HandsetInput({ waId, run, onSent }: Props) {
  const { t } = useSpeech();
  const [text, setText] = useState('');
  const [menu, setMenu] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);

  useFittingHeight(input, text);

  useEffect(() => {
    if (!menu) return;
    const elsewhere = (event: PointerEvent) => {
      if (!form.current?.contains(event.target as Node)) setMenu(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [menu]);

  const send = async (texts: readonly string[]) => {
    const typed = text;
    setText('');
    onSent();
    input.current?.focus();
    const sent = await run(() => sendTexts(waId, texts));
    if (!sent) setText((now) => now || typed);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== '') void send([text.trim()]);
  };
  const attach = (kind: Kind) => {
    setMenu(false);
    onSent();
    input.current?.focus();
    void run(() => sendKind(waId, kind));
  };

  return (
    <form
      class="phone-write"
      ref={form}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && setMenu(false)}
    >
      {menu && (
        <ul class="attach-menu" aria-label={t('phone.attach')}>
          {KINDS.map((kind) => (
            <li key={kind}>
              <button type="button" data-kind={kind} onClick={() => attach(kind)}>
                {t(`kind.${kind}`)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        class="button button-quiet"
        data-testid="attach"
        aria-expanded={menu}
        aria-label={t('phone.attach')}
        title={t('phone.attach')}
        onClick={() => setMenu((open) => !open)}
      >
        <Icon name="clip" />
      </button>
      <textarea
        ref={input}
        rows={1}
        data-testid="phone-input"
        aria-label={t('phone.write')}
        placeholder={t('phone.write')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
        }}
      />
      <button
        type="submit"
        class="button phone-send"
        data-testid="phone-send"
        disabled={text.trim() === ''}
        aria-label={t('phone.send')}
        title={t('phone.send')}
      >
        <Icon name="send" />
      </button>
      <button
        type="button"
        class="button button-small phone-burst"
        data-testid="burst"
        title={t('phone.burstHint')}
        onClick={() =>
          void send(
            burstOf(
              text,
              USUAL.map((key) => t(key)),
            ),
          )
        }
      >
        <Icon name="burst" />
        {t('phone.burst')}
      </button>
    </form>
  );
}
