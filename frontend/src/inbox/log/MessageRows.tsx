/** Messages that the server has recorded, by day and in groups of one sender. */
import { type ComponentChildren, Fragment } from 'preact';
import { useMemo } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { dayHeading } from '../../time';
import type { Message } from '../contract';
import { MessageBubble } from '../MessageBubble';
import type { MessageActions } from '../messageActions';
import { authorOf } from '../names';
import { CallLine } from '../parts/CallLine';
import type { Reactions } from '../parts/reactions';
import type { PendingMessage } from '../pending';
import type { Jump } from '../useJump';
import type { Range } from './heights';
import { continues, startsDay } from './rows';

interface Props {
  messages: readonly Message[];
  /** Those that have a bubble. */
  shown: readonly Message[];
  /** Of those, what is in the page. */
  range: Range;
  /** What is being sent. */
  pending: readonly PendingMessage[];
  /** The id of the message that “unread” stands above. */
  unread: string | null;
  /** Each message names who wrote it. */
  inGroup: boolean;
  reactions: Reactions;
  now: number;
  jump: Jump;
  /** What colleagues noted before a message. */
  notesAbove: (id: string) => ComponentChildren;
  actions: MessageActions;
}

export function MessageRows(props: Props) {
  const { messages, shown, range, pending, unread, inGroup, reactions, now, jump, notesAbove, actions } = props;
  const translation = useTranslation();
  const rows = useMemo(() => shown.slice(range.from, range.to), [shown, range.from, range.to]);
  const quoted = useMemo(() => quotedBy(rows, messages), [rows, messages]);
  const resent = useMemo(() => resentIn(messages), [messages]);
  // Pressing “send again” twice sends once.
  const isResent = (id: string) => resent.has(id) || pending.some(({ repeats }) => repeats === id);
  return (
    <>
      {rows.map((message, at) => {
        const before = shown[range.from + at - 1];
        return (
          <Fragment key={message.id}>
            {startsDay(message, before) && (
              <li class="day">
                <span>{dayHeading(message.timestamp, now, translation)}</span>
              </li>
            )}
            {notesAbove(message.id)}
            {message.id === unread && (
              <li class="unread-mark" data-testid="unread-mark">
                <span>{translation.t('thread.unread')}</span>
              </li>
            )}
            {message.call ? (
              <CallLine message={message} />
            ) : (
              <MessageBubble
                message={message}
                continued={message.id !== unread && continues(message, before)}
                author={inGroup ? (authorOf(message) ?? translation.t('list.unknown')) : null}
                quoted={message.reply_to === null ? null : (quoted.get(message.reply_to) ?? null)}
                resent={isResent(message.id)}
                reactions={reactions.on.get(message.id) ?? []}
                found={jump.foundId === message.id}
                onJump={jump.to}
                actions={actions}
              />
            )}
          </Fragment>
        );
      })}
    </>
  );
}

/** The messages that these quote, by the name that they are quoted by. */
function quotedBy(rows: readonly Message[], messages: readonly Message[]) {
  const names = new Set(rows.map(({ reply_to }) => reply_to));
  const quoted = new Map<string, Message>();
  names.delete(null);
  if (names.size === 0) return quoted;
  for (const message of messages) {
    if (names.has(message.id)) quoted.set(message.id, message);
    if (message.message_id !== null && names.has(message.message_id)) quoted.set(message.message_id, message);
  }
  return quoted;
}

/** The ids of those that were sent again. */
function resentIn(messages: readonly Message[]) {
  const resent = new Set<string>();
  for (const { resend_of } of messages) if (resend_of !== null) resent.add(resend_of);
  return resent;
}
