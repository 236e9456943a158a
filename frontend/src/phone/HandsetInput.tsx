/** The customer's input: a text, several texts at once, or something else. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { useFittingHeight } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { isSendKey } from '../ui/keys';
import { sendKind, sendTexts } from './api';
import { burstOf, USUAL } from './burst';
import { KINDS, type Kind } from './contract';
import type { Phone } from './usePhone';

interface Props {
  waId: string;
  run: Phone['run'];
  onSent: () => void;
}

export function HandsetInput({ waId, run, onSent }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const menu = useMenu(form);
  useFittingHeight(input, text);

  const afterSend = () => {
    onSent();
    input.current?.focus();
  };
  const send = async (texts: readonly string[]) => {
    const typed = text;
    setText('');
    afterSend();
    const done = await run(() => sendTexts(waId, texts));
    if (!done) setText((now) => now || typed);
  };
  const attach = (kind: Kind) => {
    menu.close();
    afterSend();
    void run(() => sendKind(waId, kind));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== '') void send([text.trim()]);
  };

  return (
    <form
      class="phone-write"
      ref={form}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && menu.close()}
    >
      {menu.open && <AttachMenu onAttach={attach} />}
      <AttachButton open={menu.open} onClick={menu.toggle} />
      <textarea
        ref={input}
        rows={1}
        data-testid="phone-input"
        aria-label={t('phone.write')}
        placeholder={t('phone.write')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isSendKey(event)) submit(event);
        }}
      />
      <SendButtons sendable={text.trim() !== ''} onBurst={(usual) => void send(burstOf(text, usual))} />
    </form>
  );
}

/** A menu that closes when something outside of `around` is pressed. */
function useMenu(around: RefObject<HTMLElement | null>) {
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

function AttachMenu({ onAttach }: { onAttach: (kind: Kind) => void }) {
  const { t } = useTranslation();
  return (
    <ul class="attach-menu" aria-label={t('phone.attach')}>
      {KINDS.map((kind) => (
        <li key={kind}>
          <button type="button" data-kind={kind} onClick={() => onAttach(kind)}>
            {t(`kind.${kind}`)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function AttachButton({ open, onClick }: { open: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      class="button button-quiet"
      data-testid="attach"
      aria-expanded={open}
      aria-label={t('phone.attach')}
      title={t('phone.attach')}
      onClick={onClick}
    >
      <Icon name="clip" />
    </button>
  );
}

function SendButtons({ sendable, onBurst }: { sendable: boolean; onBurst: (usual: string[]) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <button
        type="submit"
        class="button phone-send"
        data-testid="phone-send"
        disabled={!sendable}
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
        onClick={() => onBurst(USUAL.map((key) => t(key)))}
      >
        <Icon name="burst" />
        {t('phone.burst')}
      </button>
    </>
  );
}
