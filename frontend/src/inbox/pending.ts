/** Messages that this page has sent and the server has not confirmed: shown as pending bubbles until their record arrives. */
import type { Message } from './contract';

export interface PendingMessage {
  /** The idempotency key. */
  key: string;
  conversationId: string;
  content: string;
  startedAt: string;
  /** Ids of the messages that were there when the person pressed send. */
  known: ReadonlySet<string>;
}

/**
 * The messages whose record has not arrived. A poll can bring the record before the response to the send. It is then
 * recognised as a new message of an agent with the same text; each record counts for one pending message.
 */
export function notYetRecorded(items: readonly PendingMessage[], messages: readonly Message[]): PendingMessage[] {
  const claimed = new Set<string>();
  return items.filter((item) => {
    const record = messages.find(
      (message) =>
        message.direction === 'outbound'
        && message.sent_by === 'agent'
        && message.content === item.content
        && !item.known.has(message.id)
        && !claimed.has(message.id),
    );
    if (record) claimed.add(record.id);
    return record === undefined;
  });
}

/** The draft after a send failed: the unsent text, then what was typed since. */
export function restoredDraft(unsent: string, draft: string | undefined): string {
  return draft === undefined || draft === '' || draft === unsent ? unsent : `${unsent}\n${draft}`;
}
