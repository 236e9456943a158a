/** Messages that this page has sent and the server has not confirmed: shown as pending bubbles until their record arrives. */
import type { Message, Outgoing } from './contract';

export interface PendingMessage {
  /** The idempotency key. */
  key: string;
  conversationId: string;
  /** Meta's type. */
  type: string;
  content: string;
  startedAt: string;
  /** Ids of the messages that were there when the person pressed send. */
  known: ReadonlySet<string>;
  /** The id of the message that it repeats. */
  repeats: string | null;
  /** It waits for the network. */
  waits: boolean;
}

/** A message's own time can be a little earlier than that of its bubble: clocks differ. */
const CLOCKS_MS = 60_000;

/** Whether the message can be what became of the pending one. */
export function isRecordOf({ type, content }: Pick<PendingMessage, 'type' | 'content'>, message: Message): boolean {
  return (
    message.direction === 'outbound'
    && message.sent_by === 'agent'
    && message.type === type
    && (message.content === content || type !== 'text')
  );
}

/**
 * The messages whose record has not arrived. A poll can bring the record before the response to the send. It is then
 * recognised as a new message of an agent of the same type, a text by its words: the server words the content of the others.
 * Each record counts for one pending message.
 */
export function notYetRecorded(items: readonly PendingMessage[], messages: readonly Message[]): PendingMessage[] {
  const claimed = new Set<string>();
  return items.filter((item) => {
    const record = messages.find(
      (message) =>
        isRecordOf(item, message)
        && Date.parse(message.timestamp) >= Date.parse(item.startedAt) - CLOCKS_MS
        && !item.known.has(message.id)
        && !claimed.has(message.id),
    );
    if (record) claimed.add(record.id);
    return record === undefined;
  });
}

/** A reaction is shown at its message once that is recorded, and has no bubble before. */
export function hasBubble({ type }: PendingMessage): boolean {
  return type !== 'reaction';
}

/** Meta's type of what is sent. */
export function typeOf(outgoing: Outgoing): string {
  if ('message' in outgoing) return 'text';
  if ('media' in outgoing) return outgoing.media.as ?? 'document';
  const kinds = ['template', 'interactive', 'location', 'contacts', 'reaction'];
  return kinds.find((kind) => kind in outgoing) ?? '';
}

/** The draft after a send failed: the unsent text, then what was typed since. */
export function restoredDraft(unsent: string, draft: string | undefined): string {
  return draft === undefined || draft === '' || draft === unsent ? unsent : `${unsent}\n${draft}`;
}

/** The key of the earlier send that this one repeats, if that may have been carried out. */
export function repeatedKey(
  conversationId: string,
  outgoing: Outgoing,
  earlier: { conversationId: string; outgoing: Outgoing; key: string | null } | null,
): string | null {
  const same =
    earlier?.conversationId === conversationId && JSON.stringify(earlier.outgoing) === JSON.stringify(outgoing);
  return same ? earlier.key : null;
}
