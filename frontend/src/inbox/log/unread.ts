/** The first message that nobody had read when the conversation was opened. */
import type { Message } from '../contract';

export interface FirstUnread {
  /** Null where nothing is unread. */
  id: string | null;
  /** There are more unread ones than are loaded: it is the oldest that is. */
  short: boolean;
}

/** The first of the newest `unread` messages of the customer, counted back from the message `last`. */
export function firstUnread(messages: readonly Message[], last: string | undefined, unread: number): FirstUnread {
  let left = unread;
  let id: string | null = null;
  for (let at = messages.findLastIndex((each) => each.id === last); at >= 0 && left > 0; at -= 1) {
    const message = messages[at];
    if (message?.direction !== 'inbound' || message.deleted_at) continue;
    id = message.id;
    left -= 1;
  }
  return { id, short: left > 0 };
}
