/** The open conversation: its header, its messages and the composer. Escape goes back to the list. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { useMedia } from '../ui/hooks';
import type { Api } from './api';
import { Composer } from './Composer';
import type { Conversation } from './contract';
import type { Drafts } from './drafts';
import { MessageLog } from './MessageLog';
import { titleOf } from './names';
import { ProblemNotice } from './ProblemNotice';
import type { Problem } from './problem';
import { useServerNow } from './serverClock';
import { ThreadHeader } from './ThreadHeader';
import type { InboxData } from './useInboxData';
import type { SendFailure, Sending } from './useSending';
import { useThreadSending } from './useThreadSending';
import { type WindowState, windowState } from './window';

interface Props {
  id: string;
  data: InboxData;
  sending: Sending;
  api: Api;
  drafts: Drafts;
  person: Person | null;
  onBack: () => void;
}

export function Thread({ id, data, sending, api, drafts, person, onBack }: Props) {
  const { t } = useTranslation();
  const { conversation, thread, feed } = data;
  const now = useServerNow(15_000);
  const section = useRef<HTMLElement>(null);
  useFocusOnOpen(section);
  const ownSending = useThreadSending(id, sending, thread.messages);
  const window = useWindow(conversation, ownSending.failure, now);
  const windowOpen = window.open || conversation === null;

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
        act={(action) => api.act(id, action).then(feed.poll)}
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
          pending={ownSending.pending}
          answering={conversation?.answering ?? false}
          now={now}
          onSendAgain={windowOpen ? ownSending.sendAgain : null}
        />
      )}
      {!isNowhere(thread.problem) && (
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

/** The window by the clock, unless the server has refused a text because the window is closed. */
function useWindow(conversation: Conversation | null, failure: SendFailure | null, now: number): WindowState {
  const [refusedUntil, setRefusedUntil] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(conversation?.window_closes_at): the end that the window had at the refusal
  useEffect(() => {
    if (failure?.problem.code === 'window_closed') setRefusedUntil(conversation?.window_closes_at ?? '');
  }, [failure]);
  const closesAt = conversation?.window_closes_at ?? null;
  return conversation && refusedUntil === (closesAt ?? '') ? { open: false } : windowState(closesAt, now);
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
