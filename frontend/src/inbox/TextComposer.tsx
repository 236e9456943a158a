/** Writing free text, with a count of the characters left when few are. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { useFittingHeight } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { isSendKey } from '../ui/keys';
import type { Outgoing } from './contract';
import type { Drafts } from './drafts';
import { type Length, lengthOf } from './length';

interface Props {
  /** Of the conversation. */
  id: string;
  /** A new object when the draft was changed outside of the composer. */
  redrafted: object | null;
  drafts: Drafts;
  hint: string | null;
  onSend: (outgoing: Outgoing, content: string) => void;
  onTemplate: () => void;
}

export function TextComposer({ id, redrafted, drafts, hint, onSend, onTemplate }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useDraft(id, drafts, redrafted);
  const input = useRef<HTMLTextAreaElement>(null);
  useFittingHeight(input, text);
  const length = lengthOf(text);
  const sendable = text.trim() !== '' && !length.over;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!sendable) return;
    onSend({ message: text }, text);
    setText('');
    input.current?.focus();
  };

  return (
    <form class="write" onSubmit={submit}>
      <button
        type="button"
        class="button button-quiet"
        onClick={onTemplate}
        aria-label={t('composer.template')}
        title={t('composer.template')}
      >
        <Icon name="template" />
      </button>
      <label class="sr-only" for="composer-text">
        {t('composer.label')}
      </label>
      <textarea
        ref={input}
        id="composer-text"
        dir="auto"
        rows={1}
        placeholder={t('composer.placeholder')}
        aria-describedby="composer-note"
        aria-invalid={length.over}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isSendKey(event)) submit(event);
        }}
      />
      <SendButton disabled={!sendable} />
      <p id="composer-note" class="composer-note">
        <span class="composer-hint">{hint}</span>
        {length.near && <Count length={length} />}
      </p>
    </form>
  );
}

/** The text being written, kept as a draft. After a failed send the draft holds the unsent text. */
function useDraft(id: string, drafts: Drafts, redrafted: object | null): [string, (text: string) => void] {
  const [text, setText] = useState(() => drafts.get(id) ?? '');
  useEffect(() => drafts.set(id, text), [drafts, id, text]);
  useLayoutEffect(() => {
    if (redrafted) setText(drafts.get(id) ?? '');
  }, [drafts, redrafted, id]);
  return [text, setText];
}

function SendButton({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  return (
    <button
      type="submit"
      class="button button-primary send"
      data-testid="composer-send"
      disabled={disabled}
      aria-label={t('composer.send')}
      title={t('composer.send')}
    >
      <Icon name="send" />
    </button>
  );
}

function Count({ length }: { length: Length }) {
  const { t } = useTranslation();
  return (
    <span class={length.over ? 'count is-over' : 'count'} role="status">
      {length.over ? t('composer.over', { count: -length.left }) : t('composer.left', { count: length.left })}
    </span>
  );
}
