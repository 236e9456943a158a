/** Who the customer is, whether the window is open, and who handles the conversation. */
import { useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { duration, fullTime, untilTime } from '../time';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/Icon';
import type { Action } from './api';
import { REASONS } from './ConversationItem';
import type { Conversation } from './contract';
import { handledBy } from './handledBy';
import { colleague, subtitleOf, titleOf } from './names';
import { ProblemNotice } from './ProblemNotice';
import { asProblem, type Problem } from './problem';
import type { WindowState } from './window';

interface Props {
  conversation: Conversation | null;
  window: WindowState;
  now: number;
  person: Person | null;
  /** Resolves when its result is shown. */
  act: (action: Action) => Promise<void>;
  onBack: () => void;
}

export function ThreadHeader({ conversation, window, now, person, act, onBack }: Props) {
  const { t } = useTranslation();
  const { busy, problem, run, dismiss } = useAction(act);
  const title = (conversation && titleOf(conversation)) ?? t('list.unknown');
  return (
    <header class="thread-header">
      <div class="thread-who">
        <button
          type="button"
          class="button button-quiet back"
          onClick={onBack}
          aria-label={t('thread.back')}
          title={t('thread.back')}
        >
          <Icon name="back" />
        </button>
        <Avatar name={title} seed={conversation?.id ?? ''} />
        <div class="thread-names">
          <h2 tabIndex={-1}>{title}</h2>
          {conversation && <p class="thread-number">{subtitleOf(conversation)}</p>}
        </div>
        {conversation && <CloseButton closed={conversation.closed} busy={busy} run={run} />}
      </div>
      {conversation && (
        <>
          <div class="thread-state">
            <WindowNote window={window} closesAt={conversation.window_closes_at} />
            <Takeover conversation={conversation} now={now} person={person} busy={busy} run={run} />
          </div>
          <Flags conversation={conversation} />
        </>
      )}
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </header>
  );
}

/** Runs one action at a time, and keeps the problem of the last. */
function useAction(act: Props['act']) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = (action: Action) => {
    setBusy(true);
    setProblem(null);
    void act(action)
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run, dismiss: () => setProblem(null) };
}

interface CloseProps {
  closed: boolean;
  busy: boolean;
  run: (action: Action) => void;
}

function CloseButton({ closed, busy, run }: CloseProps) {
  const { t } = useTranslation();
  const meaning = t(closed ? 'marker.closed' : 'thread.closeLong');
  return (
    <button
      type="button"
      class="button button-quiet close"
      aria-label={meaning}
      title={meaning}
      disabled={closed || busy}
      onClick={() => run('close')}
    >
      <Icon name="check" />
      <span>{t(closed ? 'marker.closed' : 'thread.close')}</span>
    </button>
  );
}

/** Why the conversation needs attention, or gets no answers. */
function Flags({ conversation: { needs_person, opted_out } }: { conversation: Conversation }) {
  const { t } = useTranslation();
  return (
    <>
      {needs_person && (
        <p class="thread-flag flag-needs">
          <Icon name="alert" />
          {t('marker.needsPerson', { reason: t(REASONS[needs_person.reason] ?? 'reason.other') })}
        </p>
      )}
      {opted_out && (
        <p class="thread-flag">
          <Icon name="alert" />
          {t('thread.optedOut')}
        </p>
      )}
    </>
  );
}

function WindowNote({ window, closesAt }: { window: WindowState; closesAt: string | null }) {
  const translation = useTranslation();
  const text = window.open
    ? translation.t('window.closesIn', { duration: duration(window.leftMs, translation) })
    : translation.t('window.closed');
  const className = !window.open ? 'window-closed' : window.soon ? 'window-soon' : 'window-open';
  return (
    <p class={`window-note ${className}`} title={closesAt ? fullTime(closesAt, translation) : undefined}>
      <Icon name="clock" />
      {text}
    </p>
  );
}

interface TakeoverProps {
  conversation: Conversation;
  now: number;
  person: Person | null;
  busy: boolean;
  run: (action: Action) => void;
}

function Takeover({ conversation, now, person, busy, run }: TakeoverProps) {
  const translation = useTranslation();
  const { t } = translation;
  const { takeover } = conversation;
  if (!takeover) {
    const assistant = handledBy(conversation) === 'assistant';
    return (
      <div class="takeover">
        <span class="takeover-who">
          {assistant && <Icon name="spark" />}
          {t(assistant ? 'takeover.assistant' : 'takeover.nobody')}
        </span>
        <button
          type="button"
          class="button button-primary button-small"
          data-testid="takeover"
          disabled={busy}
          onClick={() => run('takeover')}
        >
          {t('takeover.take')}
        </button>
      </div>
    );
  }
  const until = untilTime(takeover.until, now, translation);
  const by = colleague(takeover.by, person);
  return (
    <div class="takeover is-taken">
      <span class="takeover-who">
        <Icon name="person" />
        {by === 'me' && t('takeover.byYouUntil', { until })}
        {by === null && t('takeover.until', { until })}
        {by !== 'me' && by !== null && t('takeover.byUntil', { by: by.name, until })}
      </span>
      <button
        type="button"
        class="button button-small"
        data-testid="handback"
        disabled={busy}
        onClick={() => run('handback')}
      >
        {t('takeover.handBack')}
      </button>
    </div>
  );
}
