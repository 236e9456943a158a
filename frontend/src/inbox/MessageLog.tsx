/** The messages, oldest first, by day. Stays at the newest unless the person has scrolled up. */
import { Fragment } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { dayHeading, dayKey } from '../time';
import { Icon } from '../ui/Icon';
import { TypingDots } from '../ui/TypingDots';
import type { Message } from './contract';
import { MessageBubble } from './MessageBubble';
import type { MessageActions } from './messageActions';
import { authorOf } from './names';
import { reasonOf } from './Outcome';
import { PendingBubble } from './PendingBubble';
import { CallLine } from './parts/CallLine';
import { type Reactions, reactionsIn } from './parts/reactions';
import { hasBubble, type PendingMessage } from './pending';
import { type Jump, named, useJump } from './useJump';
import { useStickyScroll } from './useStickyScroll';
import type { ThreadMessages } from './useThread';

interface Props {
  customer: string;
  /** Each message names who wrote it. */
  inGroup: boolean;
  thread: ThreadMessages;
  pending: readonly PendingMessage[];
  answering: boolean;
  now: number;
  actions: MessageActions;
}

export function MessageLog({ customer, inGroup, thread, pending, answering, now, actions }: Props) {
  const { t, count } = useTranslation();
  const { messages } = thread;
  const reactions = useMemo(() => reactionsIn(messages), [messages]);
  // A reaction stands on its message: it is no new line at the end, and nothing scrolls for it.
  const shown = messages.filter(({ id }) => !reactions.placed.has(id));
  const unrecorded = pending.filter(hasBubble);
  const scroll = useStickyScroll(
    shown.map((each) => each.id),
    unrecorded.length,
  );
  const jump = useJump(scroll.ref, thread);

  return (
    <div class="log-frame">
      <section
        class="log"
        ref={scroll.ref}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
        tabIndex={0}
        aria-label={t('thread.messages')}
        onScroll={() => {
          scroll.onScroll();
          if (scroll.atTop()) thread.loadOlder();
        }}
      >
        <div class="log-content">
          {thread.more && (
            <button type="button" class="button load-older" disabled={thread.loadingOlder} onClick={thread.loadOlder}>
              {t(thread.loadingOlder ? 'thread.loading' : 'thread.older')}
            </button>
          )}
          {messages.length === 0 && unrecorded.length === 0 && <p class="thread-note">{t('thread.empty')}</p>}
          <ol class="messages">
            <Recorded
              messages={messages}
              shown={shown}
              reactions={reactions}
              inGroup={inGroup}
              now={now}
              jump={jump}
              actions={actions}
            />
            {unrecorded.map((item) => (
              <PendingBubble key={item.key} item={item} />
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
      <div role="status">
        {(jump.seeking || jump.missing) && (
          <p class="jump-note">{t(jump.seeking ? 'quote.seeking' : 'quote.missing')}</p>
        )}
      </div>
      {scroll.unseen > 0 && (
        <button type="button" class="new-pill" onClick={scroll.toEnd}>
          <Icon name="down" />
          {count('thread.new', scroll.unseen)}
        </button>
      )}
      <Announcer messages={messages} customer={customer} inGroup={inGroup} answering={answering} />
    </div>
  );
}

type RecordedProps = Pick<Props, 'inGroup' | 'now' | 'actions'> & {
  messages: readonly Message[];
  /** Those that have a bubble. */
  shown: readonly Message[];
  reactions: Reactions;
  jump: Jump;
};

/** The messages that the server has recorded, by day. */
function Recorded({ messages, shown, reactions, inGroup, now, jump, actions }: RecordedProps) {
  const translation = useTranslation();
  const resent = new Set(messages.map((each) => each.resend_of));
  return (
    <>
      {shown.map((message, at) => (
        <Fragment key={message.id}>
          {startsDay(message, shown[at - 1]) && (
            <li class="day">
              <span>{dayHeading(message.timestamp, now, translation)}</span>
            </li>
          )}
          {message.call ? (
            <CallLine message={message} />
          ) : (
            <MessageBubble
              message={message}
              author={inGroup ? (authorOf(message) ?? translation.t('list.unknown')) : null}
              quoted={message.reply_to === null ? null : (named(messages, message.reply_to) ?? null)}
              resent={resent.has(message.id)}
              reactions={reactions.on.get(message.id) ?? []}
              found={jump.foundId === message.id}
              onJump={jump.to}
              actions={actions}
            />
          )}
        </Fragment>
      ))}
    </>
  );
}

type AnnouncerProps = Pick<Props, 'customer' | 'inGroup' | 'answering'> & { messages: Message[] };

/** Announces new messages to a screen reader: the customer's, the assistant's, and the person's own that failed. */
function Announcer({ messages, customer, inGroup, answering }: AnnouncerProps) {
  const { t } = useTranslation();
  const lastId = useRef(messages.at(-1)?.id);
  const [text, setText] = useState('');
  useLayoutEffect(() => {
    const newest = messages.at(-1);
    if (!newest || newest.id === lastId.current) return;
    const from = messages.findIndex((each) => each.id === lastId.current);
    lastId.current = newest.id;
    const fresh = messages
      .slice(from + 1)
      .filter((each) => !each.deleted_at && (each.sent_by !== 'agent' || each.status === 'failed'));
    setText(
      fresh
        .map((each) => {
          if (each.sent_by === 'agent') return `${t('message.notSent')} ${reasonOf(each)}`;
          return t('thread.announce', {
            who: each.direction === 'outbound' ? t('sender.assistant') : (inGroup && authorOf(each)) || customer,
            text: each.content,
          });
        })
        .join('. '),
    );
  }, [messages, customer, inGroup, t]);
  return (
    <div class="sr-only" aria-live="polite">
      <p>{text}</p>
      <p>{answering ? t('thread.writing') : ''}</p>
    </div>
  );
}

function startsDay(message: Message, before: Message | undefined): boolean {
  return before === undefined || dayKey(before.timestamp) !== dayKey(message.timestamp);
}
