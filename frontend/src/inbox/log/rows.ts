/** The messages of a thread as they stand below each other: by day, and in groups of one sender. */
import { dayKey } from '../../time';
import type { Message } from '../contract';

/** Messages of one sender that are further apart are two groups. */
const GROUP_MS = 10 * 60_000;

/** Whether the message is the first of its day. */
export function startsDay(message: Message, before: Message | undefined): boolean {
  return before === undefined || dayKey(before.timestamp) !== dayKey(message.timestamp);
}

/** Whether the message belongs to the group of the one before it: its sender is not named again. */
export function continues(message: Message, before: Message | undefined): boolean {
  return (
    before !== undefined
    && !before.call
    && message.resend_of === null
    && senderOf(before) === senderOf(message)
    && Math.abs(Date.parse(message.timestamp) - Date.parse(before.timestamp)) <= GROUP_MS
    && !startsDay(message, before)
  );
}

function senderOf({ direction, sent_by, from_number, from_name }: Message): string {
  return direction === 'outbound' ? `us ${sent_by}` : `customer ${from_number ?? from_name ?? ''}`;
}
