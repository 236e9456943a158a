/** The open conversation: its header, its messages and the composer. Escape goes back to the list. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { useMedia } from '../ui/hooks';
import { composing } from '../ui/keys';
import type { Action, Api } from './api';
import { Composer, ReadOnly } from './Composer';
import type { Conversation, Message, OtherPerson } from './contract';
import type { Drafts } from './drafts';
import { MessageLog } from './MessageLog';
import type { MessageActions } from './messageActions';
import { nameOf } from './names';
import { type BusinessNumber, numberOf } from './numbers';
import { ProblemNotice } from './ProblemNotice';
import type { PendingMessage } from './pending';
import type { Problem } from './problem';
import { SamePerson } from './SamePerson';
import { useServerNow } from './serverClock';
import { ThreadHeader } from './ThreadHeader';
import type { InboxData } from './useInboxData';
import type { SendFailure, Sending } from './useSending';
import { useThreadSending } from './useThreadSending';
import { type WindowState, windowState } from './window';

interface Props {
  id: string;
  numbers: readonly BusinessNumber[];
  data: InboxData;
  sending: Sending;
  api: Api;
  drafts: Drafts;
  person: Person | null;
  onBack: () => void;
}

export function Thread({ id, numbers, data, sending, api, drafts, person, onBack }: Props) {
  const { conversation, thread } = data;
  const now = useServerNow(15_000);
  const section = useRef<HTMLElement>(null);
  useFocusOnOpen(section);
  const ownSending = useThreadSending(id, sending, thread.messages);
  const window = useWindow(conversation, ownSending.failure, now);
  const windowOpen = window.open || conversation === null;
  const actions = useThreadActions(id, api, data, section);
  const perhaps = conversation?.perhaps_same_as;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the button “back” does the same
    <section
      class="thread"
      ref={section}
      data-testid="thread"
      data-id={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !composing(event)) onBack();
      }}
    >
      <ThreadHeader
        conversation={conversation}
        number={conversation && numberOf(conversation, numbers)}
        window={window}
        now={now}
        person={person}
        actions={actions}
        onBack={onBack}
      />
      {perhaps && (
        <SamePerson
          key={perhaps.id}
          other={perhaps}
          onJoin={() => actions.merge(perhaps)}
          onDistinct={() => actions.distinct()}
        />
      )}
      <Messages
        data={data}
        now={now}
        pending={ownSending.pending}
        actions={{
          sendAgain: windowOpen && !conversation?.group ? ownSending.sendAgain : null,
          cancel: actions.cancel,
          versions: (message) => api.messageVersions(message.id),
        }}
      />
      {conversation?.group && <ReadOnly />}
      {!conversation?.group && !isNowhere(thread.problem) && (
        <Composer
          id={id}
          api={api}
          conversation={conversation}
          windowOpen={windowOpen}
          sending={ownSending}
          drafts={drafts}
        />
      )}
    </section>
  );
}

interface MessagesProps {
  data: InboxData;
  now: number;
  pending: readonly PendingMessage[];
  actions: MessageActions;
}

/** The messages, or that they are being loaded, or why they could not be. */
function Messages({ data: { conversation, thread }, now, pending, actions }: MessagesProps) {
  const { t } = useTranslation();
  return (
    <>
      {thread.phase === 'loading' && (
        <p class="thread-note" role="status">
          {t('thread.loading')}
        </p>
      )}
      {thread.problem && <ProblemNotice problem={thread.problem} onRetry={thread.reload} />}
      {thread.phase === 'ready' && (
        <MessageLog
          customer={nameOf(conversation, t)}
          inGroup={Boolean(conversation?.group)}
          thread={thread}
          pending={pending}
          answering={conversation?.answering ?? false}
          now={now}
          actions={actions}
        />
      )}
    </>
  );
}

/** What is done with the conversation. Each resolves when its result is shown. */
function useThreadActions(
  id: string,
  api: Api,
  { feed, list, thread }: InboxData,
  section: RefObject<HTMLElement | null>,
) {
  // The button that was pressed is gone: the keyboard's focus stays in the conversation.
  const focusHeading = () => section.current?.querySelector<HTMLElement>('h2')?.focus();
  return {
    async cancel(message: Message) {
      try {
        thread.record(id, await api.cancel(message.id));
      } finally {
        // Also when it was too late: the message says what became of it.
        await feed.poll();
        focusHeading();
      }
    },
    act: (action: Action) => api.act(id, action).then(feed.poll),
    merge: (other: OtherPerson) => api.actWith(id, 'merge', other.id).then(feed.poll).then(focusHeading),
    distinct: () => api.act(id, 'distinct').then(feed.poll).then(focusHeading),
    async unmerge(other: OtherPerson) {
      await api.actWith(id, 'unmerge', other.id);
      await feed.poll();
      // The other conversation stands in the list again.
      list.reload();
      focusHeading();
    },
  };
}

/** The window as the server and the clock say, unless the server has refused a text because the window is closed. */
function useWindow(conversation: Conversation | null, failure: SendFailure | null, now: number): WindowState {
  const [refusedUntil, setRefusedUntil] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(conversation?.window_closes_at): the end that the window had at the refusal
  useEffect(() => {
    if (failure?.problem.code === 'window_closed') setRefusedUntil(conversation?.window_closes_at ?? '');
  }, [failure]);
  if (conversation === null || refusedUntil === (conversation.window_closes_at ?? '')) return { open: false };
  return windowState(conversation, now);
}

/** Moves the keyboard's focus into the thread that was opened. */
function useFocusOnOpen(section: RefObject<HTMLElement | null>): void {
  const wide = useMedia('(min-width: 720px) and (pointer: fine)');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the conversation is opened
  useEffect(() => {
    const at = section.current;
    if (document.activeElement === document.body && !wide) return;
    const start = wide ? at?.querySelector<HTMLElement>('textarea') : null;
    (start ?? at?.querySelector<HTMLElement>('h2'))?.focus();
  }, []);
}

/** The address names no conversation, so there is nobody to write to. */
function isNowhere(problem: Problem | null): boolean {
  return problem?.status === 404 || problem?.status === 422;
}
