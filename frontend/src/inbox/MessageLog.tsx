/** The messages, oldest first, by day. Stays at the newest unless the person has scrolled up. */
import { useMemo } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import { TypingDots } from '../ui/TypingDots';
import { Announcer } from './log/Announcer';
import { MessageRows } from './log/MessageRows';
import { type LogScroll, useLogScroll } from './log/useLogScroll';
import { useUnreadMark } from './log/useUnreadMark';
import type { MessageActions } from './messageActions';
import { PendingBubble } from './PendingBubble';
import { reactionsIn } from './parts/reactions';
import { hasBubble, type PendingMessage } from './pending';
import type { Note } from './team/calls';
import type { NoteActions } from './team/NoteRow';
import { placed } from './team/placed';
import { useTeam } from './team/useTeam';
import { type Jump, type Sought, useJump } from './useJump';
import type { ThreadMessages } from './useThread';

interface Props {
  customer: string;
  /** How many messages of the customer nobody has read; null until known. */
  unread: number | null;
  /** Each message names who wrote it. */
  inGroup: boolean;
  thread: ThreadMessages;
  pending: readonly PendingMessage[];
  notes: readonly Note[];
  noteActions: NoteActions;
  /** What the search of this conversation goes to. */
  sought?: Sought | null;
  answering: boolean;
  now: number;
  actions: MessageActions;
}

export function MessageLog(props: Props) {
  const { customer, unread, inGroup, thread, pending, notes, noteActions, answering, now, actions } = props;
  const { sought = null } = props;
  const { t } = useTranslation();
  const { messages } = thread;
  const reactions = useMemo(() => reactionsIn(messages), [messages]);
  // A reaction stands on its message: it is no new line at the end, and nothing scrolls for it.
  const shown = useMemo(
    () => (reactions.placed.size === 0 ? messages : messages.filter(({ id }) => !reactions.placed.has(id))),
    [messages, reactions],
  );
  const ids = useMemo(() => shown.map(({ id }) => id), [shown]);
  const placedNotes = useMemo(() => placed(notes, shown, thread.more), [notes, shown, thread.more]);
  const NoteRow = useTeam(notes.length > 0)?.NoteRow;
  const noteRow = (note: Note) => NoteRow && <NoteRow key={note.id} note={note} actions={noteActions} />;
  const unrecorded = pending.filter(hasBubble);
  const mark = useUnreadMark({ messages: shown, unread, own: unrecorded.length, thread });
  const scroll = useLogScroll({ ids, own: unrecorded.length, unread: mark });
  const jump = useJump(scroll.reveal, thread, sought);

  return (
    <div class="log-frame">
      <section
        class="log"
        ref={scroll.box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
        tabIndex={0}
        aria-label={t('thread.messages')}
        onScroll={() => {
          scroll.onScroll();
          if (scroll.nearTop()) thread.loadOlder();
        }}
      >
        <div class="log-content">
          <Older thread={thread} />
          {messages.length === 0 && unrecorded.length === 0 && notes.length === 0 && (
            <p class="thread-note">{t('thread.empty')}</p>
          )}
          <ol
            class="messages"
            ref={scroll.list}
            style={{ paddingTop: `${scroll.above}px`, paddingBottom: `${scroll.below}px` }}
          >
            <MessageRows
              messages={messages}
              shown={shown}
              range={scroll.range}
              unread={mark}
              pending={pending}
              reactions={reactions}
              inGroup={inGroup}
              now={now}
              jump={jump}
              notesAbove={(id) => placedNotes.above.get(id)?.map(noteRow)}
              actions={actions}
            />
            {scroll.range.to >= shown.length && placedNotes.last.map(noteRow)}
            {unrecorded.map((item) => (
              <PendingBubble key={item.key} item={item} onTakeBack={actions.takeBack} />
            ))}
          </ol>
          {answering && (
            <p class="writing">
              <TypingDots />
              {t('thread.writing')}
            </p>
          )}
        </div>
      </section>
      <JumpNote jump={jump} found={sought !== null} />
      <ToNewest scroll={scroll} />
      <Announcer messages={messages} customer={customer} inGroup={inGroup} answering={answering} />
    </div>
  );
}

function Older({ thread: { more, loadingOlder, loadOlder } }: Pick<Props, 'thread'>) {
  const { t } = useTranslation();
  if (!more) return null;
  return (
    <button type="button" class="button load-older" disabled={loadingOlder} onClick={loadOlder}>
      {t(loadingOlder ? 'thread.loading' : 'thread.older')}
    </button>
  );
}

/** `found`: the search knows the message, so it is in the conversation. */
function JumpNote({ jump: { seeking, missing }, found }: { jump: Jump; found: boolean }) {
  const { t } = useTranslation();
  const unreached = found ? 'find.far' : 'quote.missing';
  return (
    <div role="status">
      {(seeking || missing) && <p class="jump-note">{t(seeking ? 'quote.seeking' : unreached)}</p>}
    </div>
  );
}

/** While the newest message is not in sight: the way there, and how many have come. */
function ToNewest({ scroll: { away, unseen, toEnd } }: { scroll: LogScroll }) {
  const { t, count } = useTranslation();
  if (!away && unseen === 0) return null;
  return (
    <button
      type="button"
      class="new-pill"
      data-testid="to-newest"
      aria-label={unseen === 0 ? t('thread.toNewest') : undefined}
      title={t('thread.toNewest')}
      onClick={toEnd}
    >
      <Icon name="down" />
      {unseen > 0 && count('thread.new', unseen)}
    </button>
  );
}
