/** The customer's input: a text, several texts at once, a voice message, or something else. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useFittingHeight } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { isSendKey } from '../ui/keys';
import { AttachButton, AttachMenu, useMenu } from './AttachMenu';
import { type OwnFile, sendFile, sendKind, sendQuote, sendTexts } from './api';
import { burstOf, USUAL } from './burst';
import type { Kind, PhoneMessage } from './contract';
import { usePhoneTexts } from './text/texts';
import type { Phone } from './usePhone';
import { type Recording, useRecording } from './useRecording';

/** WhatsApp has captions for these only. */
const CAPTIONED: readonly Kind[] = ['image', 'video', 'document', 'letter'];

interface Props {
  waId: string;
  run: Phone['run'];
  /** The message that the next text quotes. */
  quoted: PhoneMessage | null;
  onQuote: (message: PhoneMessage | null) => void;
  onSent: () => void;
}

export function HandsetInput({ waId, run, quoted, onQuote, onSent }: Props) {
  const { tx } = usePhoneTexts();
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
    const [only] = texts;
    setText('');
    onQuote(null);
    afterSend();
    const done = await run(() =>
      quoted && only !== undefined && texts.length === 1 ? sendQuote(waId, quoted.id, only) : sendTexts(waId, texts),
    );
    if (!done) setText((now) => now || typed);
  };
  /** The text that was typed becomes the caption where there can be one. */
  const attach = (kind: Kind) => {
    const caption = CAPTIONED.includes(kind) ? text.trim() : '';
    if (caption !== '') setText('');
    menu.close();
    afterSend();
    void run(() => sendKind(waId, kind, caption));
  };
  const sendOwn = (own: OwnFile) => {
    menu.close();
    afterSend();
    void run(() => sendFile(waId, own));
  };
  const attachOwn = (file: File) => {
    sendOwn({ file, filename: file.name, caption: text.trim(), voice: false });
    setText('');
  };
  const recording = useRecording((file) => sendOwn({ file, filename: 'voice', caption: '', voice: true }));
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
      {menu.open && !quoted && <AttachMenu onAttach={attach} onFile={attachOwn} />}
      {quoted && (
        <p class="phone-quoting">
          <span dir="auto">{quoted.text || tx('quotedFile')}</span>
          <button type="button" class="button button-small" onClick={() => onQuote(null)}>
            {tx('cancel')}
          </button>
        </p>
      )}
      <AttachButton open={menu.open && !quoted} quoting={quoted !== null} onClick={menu.toggle} />
      <textarea
        ref={input}
        rows={1}
        data-testid="phone-input"
        aria-label={tx('write')}
        placeholder={tx('write')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isSendKey(event)) submit(event);
        }}
      />
      <SendButtons sendable={text.trim() !== ''} onBurst={(usual) => void send(burstOf(text, usual))}>
        {(!quoted || recording.state === 'on') && <RecordButton recording={recording} />}
      </SendButtons>
    </form>
  );
}

interface SendButtonsProps {
  sendable: boolean;
  onBurst: (usual: string[]) => void;
  children: ComponentChildren;
}

function SendButtons({ sendable, onBurst, children }: SendButtonsProps) {
  const { tx } = usePhoneTexts();
  return (
    <>
      <button
        type="submit"
        class="button phone-send"
        data-testid="phone-send"
        disabled={!sendable}
        aria-label={tx('send')}
        title={tx('send')}
      >
        <Icon name="send" />
      </button>
      <span class="phone-extras">
        <button
          type="button"
          class="button button-small phone-burst"
          data-testid="burst"
          title={tx('burstHint')}
          onClick={() => onBurst(USUAL.map((key) => tx(key)))}
        >
          <Icon name="burst" />
          {tx('burst')}
        </button>
        {children}
      </span>
    </>
  );
}

function RecordButton({ recording: { state, toggle, cancel } }: { recording: Recording }) {
  const { tx } = usePhoneTexts();
  const label = tx(state === 'on' ? 'recordEnd' : 'record');
  return (
    <>
      <button
        type="button"
        class="button button-small phone-burst"
        data-testid="phone-record"
        aria-pressed={state === 'on'}
        onClick={toggle}
      >
        {label}
      </button>
      {state === 'on' && (
        <button type="button" class="button button-small" onClick={cancel}>
          {tx('cancel')}
        </button>
      )}
      <span role="status">{state === 'refused' && tx('recordRefused')}</span>
    </>
  );
}
