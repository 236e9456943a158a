/** The open conversation: its header, its messages, and the place to write. Escape goes back to the list. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useSpeech } from '../text/Language';
import { useMedia } from '../ui/hooks';
import type { Api } from './api';
import { Composer } from './Composer';
import type { Conversation, Message, Outgoing } from './contract';
import type { Drafts } from './drafts';
import { MessageLog } from './MessageLog';
import { titleOf } from './names';
import { notYetRecorded } from './outbox';
import { ProblemNotice } from './ProblemNotice';
import type { Problem } from './problem';
import { useServerNow } from './serverClock';
import { ThreadHeader } from './ThreadHeader';
import type { Outbox } from './useOutbox';
import type { ThreadMessages } from './useThread';
import { windowState } from './window';

interface Props {
  id: string;
  conversation: Conversation | null;
  thread: ThreadMessages;
  outbox: Outbox;
  api: Api;
  drafts: Drafts;
  person: Person | null;
  refresh: () => Promise<void>;
  onBack: () => void;
}

export function Thread({ id, conversation, thread, outbox, api, drafts, person, refresh, onBack }: Props) {
  const { t } = useSpeech();
  const now = useServerNow(15_000);
  const section = useRef<HTMLElement>(null);
  const wide = useMedia('(min-width: 720px) and (pointer: fine)');
  /** The server knows better than the clock here: it refused a text because the window is closed. */
  const [refusedUntil, setRefusedUntil] = useState<string | null>(null);
  const waiting = useMemo(
    () =>
      notYetRecorded(
        outbox.items.filter((item) => item.conversationId === id),
        thread.messages,
      ),
    [outbox.items, thread.messages, id],
  );
  const failure = outbox.failure?.conversationId === id ? outbox.failure : null;

  const waitingFor = thread.messages.find(
    ({ id: each, status }) => each === outbox.advice?.messageId && status === 'pending',
  );
  const advice = waitingFor ? (outbox.advice?.text ?? null) : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies(conversation?.window_closes_at): the end that the window had at the refusal
  useEffect(() => {
    if (failure?.problem.code === 'window_closed') setRefusedUntil(conversation?.window_closes_at ?? '');
  }, [failure]);
  const closesAt = conversation?.window_closes_at ?? null;
  const window =
    conversation && refusedUntil === (closesAt ?? '') ? ({ open: false } as const) : windowState(closesAt, now);

  const windowOpen = window.open || conversation === null;

  // Opened by click or key: the keyboard goes on in the thread.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when a conversation is opened
  useEffect(() => {
    const at = section.current;
    if (document.activeElement === document.body && !wide) return;
    const start = wide ? at?.querySelector<HTMLElement>('textarea') : null;
    (start ?? at?.querySelector<HTMLElement>('h2'))?.focus();
  }, [id]);

  const send = (outgoing: Outgoing, content: string) =>
    outbox.send({ conversationId: id, outgoing, content, known: thread.messages });
  const sendAgain = (failed: Message) => send({ message: failed.content, resend_of: failed.id }, failed.content);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the button “back” does the same
    <section
      class="thread"
      ref={section}
      data-testid="thread"
      data-id={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) onBack();
      }}
    >
      <ThreadHeader
        conversation={conversation}
        window={window}
        now={now}
        person={person}
        act={async (action) => {
          await api.act(id, action);
          await refresh();
        }}
        onBack={onBack}
      />
      {thread.phase === 'loading' && (
        <p class="thread-note" role="status">
          {t('thread.loading')}
        </p>
      )}
      {thread.problem && <ProblemNotice problem={thread.problem} onRetry={thread.reload} />}
      {thread.phase === 'ready' && (
        <MessageLog
          customer={(conversation && titleOf(conversation)) ?? t('list.unknown')}
          thread={thread}
          waiting={waiting}
          answering={conversation?.answering ?? false}
          now={now}
          onSendAgain={windowOpen ? sendAgain : null}
        />
      )}
      {!isNowhere(thread.problem) && (
        <Composer
          id={id}
          api={api}
          conversation={conversation}
          windowOpen={windowOpen}
          failure={failure}
          advice={advice}
          drafts={drafts}
          onSend={send}
          onDismiss={outbox.dismiss}
        />
      )}
    </section>
  );
}

/** The address names no conversation: there is nobody to write to. */
function isNowhere(problem: Problem | null): boolean {
  return problem?.status === 404 || problem?.status === 422;
}
