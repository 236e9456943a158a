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
  const { byName, resent } = useMemo(() => lookedUp(messages), [messages]);
  // Pressing “send again” twice sends once.
  const isResent = (id: string) => resent.has(id) || pending.some(({ repeats }) => repeats === id);
  return (
    <>
      {shown.slice(range.from, range.to).map((message, at) => {
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
                quoted={message.reply_to === null ? null : (byName.get(message.reply_to) ?? null)}
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

/** What is asked of each message, found once: the messages by id and wamid, and which of them were sent again. */
function lookedUp(messages: readonly Message[]) {
  const byName = new Map<string, Message>();
  const resent = new Set<string>();
  for (const message of messages) {
    byName.set(message.id, message);
    if (message.message_id !== null) byName.set(message.message_id, message);
    if (message.resend_of !== null) resent.add(message.resend_of);
  }
  return { byName, resent };
}
