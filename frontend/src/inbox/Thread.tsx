/** The open conversation: its header, its messages and the composer. Escape closes what is open, then goes back to the list. */
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { useMedia } from '../ui/hooks';
import { composing } from '../ui/keys';
import type { Action, Api } from './api';
import { Composer, ReadOnly, type Reply } from './Composer';
import type { FileQueue } from './compose/fileQueue';
import { useDrop } from './compose/useDrop';
import type { Conversation, Message, OtherPerson } from './contract';
import type { Drafts } from './drafts';
import { EscapeLayers, Layers } from './escape';
import { Messages } from './Messages';
import { createLinks } from './media/links';
import { type BusinessNumber, numberOf } from './numbers';
import type { Problem } from './problem';
import { useMay } from './role';
import { SamePerson } from './SamePerson';
import { serverNow, useServerNow } from './serverClock';
import { ThreadHeader } from './ThreadHeader';
import { type Organise, organiser } from './team/calls';
import { useLooking } from './team/useLooking';
import { useThreadNotes } from './team/useThreadNotes';
import { WritingPlace } from './team/WritingPlace';
import { useFinding } from './useFinding';
import type { InboxData } from './useInboxData';
import type { SendFailure, Sending } from './useSending';
import { type ThreadSending, useThreadSending } from './useThreadSending';
import { type WindowState, windowState } from './window';

interface Props {
  id: string;
  numbers: readonly BusinessNumber[];
  data: InboxData;
  sending: Sending;
  api: Api;
  drafts: Drafts;
  files: FileQueue;
  person: Person | null;
  onBack: () => void;
}

export function Thread({ id, numbers, data, sending, api, drafts, files, person, onBack }: Props) {
  const { t } = useTranslation();
  const { conversation, thread } = data;
  const now = useServerNow(15_000);
  const section = useRef<HTMLElement>(null);
  useFocusOnOpen(section);
  const ownSending = useThreadSending(id, sending, thread.messages);
  const window = useWindow(conversation, ownSending.failure, now);
  const windowOpen = window.open || conversation === null;
  const actions = useThreadActions(id, api, data, section);
  const readOnly = useReadOnly(conversation);
  const perhaps = readOnly === 'role.readOnly' ? null : conversation?.perhaps_same_as;
  const links = useMemo(() => createLinks(api.mediaLink, serverNow), [api]);
  const others = useLooking(api, conversation && id, person, section);
  const notes = useThreadNotes(id, api, data, ownSending.failure);
  const reply = notes.replying(useReply(thread.messages));
  const writable = windowOpen && readOnly === null;
  const layers = useMemo(() => new EscapeLayers(), []);
  const finding = useFinding({ api, id, now, messages: thread.messages, section, layers });
  const dropping = useDrop(section, writable && notes.mode === 'reply' ? (dropped) => files.add(id, dropped) : null);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the button “back” does the same
    <section
      class="thread"
      ref={section}
      data-testid="thread"
      data-id={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !composing(event) && !isInDialog(event) && !layers.close()) onBack();
      }}
    >
      <ThreadHeader
        conversation={conversation}
        number={conversation && numberOf(conversation, numbers)}
        window={window}
        now={now}
        person={person}
        actions={actions}
        known={notes.known}
        others={others}
        more={finding.button}
        onBack={onBack}
      />
      {finding.panel}
      {perhaps && <Perhaps other={perhaps} actions={actions} />}
      <Messages
        data={data}
        now={now}
        pending={ownSending.pending}
        links={links}
        notes={notes.all}
        noteActions={notes.actions}
        sought={finding.sought}
        actions={{ ...actions, ...writing(writable, ownSending, reply) }}
      />
      <WritingPlace id={conversation && id} drafts={drafts} person={person} notes={notes}>
        {readOnly && <ReadOnly why={readOnly} />}
        {readOnly === null && !isNowhere(thread.problem) && (
          <Layers.Provider value={layers}>
            <Composer {...{ id, api, conversation, windowOpen, drafts, files, reply }} sending={ownSending} />
          </Layers.Provider>
        )}
      </WritingPlace>
      {dropping && <p class="drop-here">{t('files.drop')}</p>}
    </section>
  );
}

/** Escape closes the dialog alone. */
function isInDialog({ target }: Event): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}

/** Whether they are one person. */
function Perhaps({ other, actions }: { other: OtherPerson; actions: ReturnType<typeof useThreadActions> }) {
  return (
    <SamePerson
      key={other.id}
      other={other}
      onJoin={() => actions.merge(other)}
      onDistinct={() => actions.distinct()}
    />
  );
}

/** Why nothing can be written here; null when something can. */
function useReadOnly(conversation: Conversation | null) {
  const { serve } = useMay();
  if (!serve) return 'role.readOnly';
  return conversation?.group ? 'group.readOnly' : null;
}

/** What sends something: nothing of it while only templates can be sent. */
function writing(writable: boolean, { sendAgain, react, takeBack }: ThreadSending, reply: Reply) {
  if (!writable) return { sendAgain: null, react: null, reply: null, takeBack };
  return { sendAgain, react, takeBack, reply: (message: Message) => reply.to(message.id) };
}

/** What is done with the conversation. Each resolves when its result is shown. */
function useThreadActions(
  id: string,
  api: Api,
  { feed, list, thread }: InboxData,
  section: RefObject<HTMLElement | null>,
) {
  // The button that was pressed is gone: the keyboard's focus stays in the conversation.
  const focusHeading = () => section.current?.querySelector<HTMLElement>('h1')?.focus();
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
    versions: (message: Message) => api.messageVersions(message.id),
    fetchAgain: (file: string) => api.fetchMedia(file).then(feed.poll),
    act: (action: Action) => api.act(id, action).then(feed.poll),
    organise: (...change: Parameters<Organise>) => organiser(api, id)(...change).finally(feed.poll),
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

/** The message that the next one answers. The text box has the focus then. */
function useReply(messages: readonly Message[]): Reply {
  const [id, setId] = useState<string | null>(null);
  return {
    message: messages.find((each) => each.id === id) ?? null,
    to(next) {
      setId(next);
      if (next !== null) document.getElementById('composer-text')?.focus();
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
    (start ?? at?.querySelector<HTMLElement>('h1'))?.focus();
  }, []);
}

/** The address names no conversation, so there is nobody to write to. */
function isNowhere(problem: Problem | null): boolean {
  return problem?.status === 404 || problem?.status === 422;
}
