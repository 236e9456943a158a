/** The first message that nobody had read when the conversation was opened. */
import type { Message } from '../contract';

/**
 * The id of the first of the newest `unread` messages of the customer; null where nothing is unread. With more unread ones than
 * are loaded it is the oldest that is.
 */
export function firstUnread(messages: readonly Message[], unread: number): string | null {
  let left = unread;
  let first: string | null = null;
  for (let at = messages.length - 1; at >= 0 && left > 0; at -= 1) {
    const message = messages[at];
    if (message?.direction !== 'inbound' || message.deleted_at) continue;
    first = message.id;
    left -= 1;
  }
  return first;
}
