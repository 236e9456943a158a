/** What concerns one conversation of all that is being sent. */
import { useMemo } from 'preact/hooks';
import type { Message, Outgoing } from './contract';
import { notYetRecorded, type OutboxItem } from './outbox';
import type { Outbox, SendFailure } from './useOutbox';

export interface ThreadSending {
  /** Oldest first. */
  waiting: OutboxItem[];
  failure: SendFailure | null;
  /** What the last message waits for. */
  advice: string | null;
  /** `content` is what the bubble shows meanwhile. */
  send(outgoing: Outgoing, content: string): void;
  sendAgain(failed: Message): void;
  dismiss(): void;
}

export function useThreadSending(id: string, outbox: Outbox, messages: readonly Message[]): ThreadSending {
  const waiting = useMemo(() => {
    const mine = outbox.items.filter((item) => item.conversationId === id);
    return notYetRecorded(mine, messages);
  }, [outbox.items, messages, id]);
  const failure = outbox.failure?.conversationId === id ? outbox.failure : null;
  const isPending = messages.some((each) => each.id === outbox.advice?.messageId && each.status === 'pending');
  const send = (outgoing: Outgoing, content: string) =>
    outbox.send({ conversationId: id, outgoing, content, known: messages });
  return {
    waiting,
    failure,
    advice: isPending ? (outbox.advice?.text ?? null) : null,
    send,
    sendAgain: (failed) => send({ message: failed.content, resend_of: failed.id }, failed.content),
    dismiss: outbox.dismiss,
  };
}
