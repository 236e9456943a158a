/** Where one writes: free text while the window is open, an approved template when it is closed. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../text/Language';
import { useFittingHeight } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { answererOf } from './answerer';
import type { Api } from './api';
import type { Conversation, Outgoing } from './contract';
import type { Drafts } from './drafts';
import { lengthOf } from './length';
import { ProblemNotice } from './ProblemNotice';
import { TemplateComposer } from './TemplateComposer';
import type { SendFailure } from './useOutbox';

interface Props {
  id: string;
  api: Api;
  conversation: Conversation | null;
  windowOpen: boolean;
  failure: SendFailure | null;
  /** What the last message waits for. */
  advice: string | null;
  drafts: Drafts;
  onSend: (outgoing: Outgoing, content: string) => void;
  onDismiss: () => void;
}

export function Composer({ id, api, conversation, windowOpen, failure, advice, drafts, onSend, onDismiss }: Props) {
  const { t } = useSpeech();
  const [templateChosen, setTemplateChosen] = useState(false);
  const templates = templateChosen || !windowOpen;
  return (
    <div class="composer" data-testid="composer">
      {failure && <ProblemNotice problem={failure.problem} onDismiss={onDismiss} />}
      <div class="composer-advice" role="status">
        {advice && <p class="notice">{advice}</p>}
      </div>
      {templates ? (
        <TemplateComposer
          id={id}
          api={api}
          windowOpen={windowOpen}
          drafts={drafts}
          onSend={onSend}
          onText={() => setTemplateChosen(false)}
        />
      ) : (
        <TextComposer
          id={id}
          failure={failure}
          drafts={drafts}
          hint={conversation && answererOf(conversation) === 'assistant' ? t('composer.assistantHint') : null}
          onSend={onSend}
          onTemplate={() => setTemplateChosen(true)}
        />
      )}
    </div>
  );
}

interface TextProps {
  id: string;
  failure: SendFailure | null;
  drafts: Drafts;
  hint: string | null;
  onSend: (outgoing: Outgoing, content: string) => void;
  onTemplate: () => void;
}

function TextComposer({ id, failure, drafts, hint, onSend, onTemplate }: TextProps) {
  const { t } = useSpeech();
  const [text, setText] = useState(() => drafts.get(id) ?? '');
  const input = useRef<HTMLTextAreaElement>(null);
  const length = lengthOf(text);
  const sendable = text.trim() !== '' && !length.over;

  useEffect(() => drafts.set(id, text), [drafts, id, text]);
  // A text that failed to go out was put back into the draft. When the failure goes, by sending, the box stays as it is.
  useLayoutEffect(() => {
    if (failure) setText(drafts.get(id) ?? '');
  }, [drafts, failure, id]);
  useFittingHeight(input, text);

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
        rows={1}
        placeholder={t('composer.placeholder')}
        aria-describedby="composer-note"
        aria-invalid={length.over}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
        }}
      />
      <button
        type="submit"
        class="button button-primary send"
        data-testid="composer-send"
        disabled={!sendable}
        aria-label={t('composer.send')}
        title={t('composer.send')}
      >
        <Icon name="send" />
      </button>
      <p id="composer-note" class="composer-note">
        <span class="composer-hint">{hint}</span>
        {length.near && (
          <span class={length.over ? 'count is-over' : 'count'} role="status">
            {length.over ? t('composer.over', { count: -length.left }) : t('composer.left', { count: length.left })}
          </span>
        )}
      </p>
    </form>
  );
}
