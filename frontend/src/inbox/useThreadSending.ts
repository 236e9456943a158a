/** The part of the sending that belongs to one conversation. */
import { useMemo } from 'preact/hooks';
import { repeatOf } from './body';
import type { Message, Outgoing } from './contract';
import { notYetRecorded, type PendingMessage } from './pending';
import type { Restored, SendFailure, Sending, SendResult } from './useSending';

export interface ThreadSending {
  /** Oldest first. */
  pending: PendingMessage[];
  failure: SendFailure | null;
  /** Set when something that was not sent stands in the composer again. */
  restored: Restored | null;
  /** What the last message waits for. */
  advice: string | null;
  /** `content` is what the pending bubble shows. */
  send(outgoing: Outgoing, content: string): Promise<SendResult>;
  sendAgain(failed: Message): void;
  /** A text that waits for the network goes back into the composer. */
  takeBack(key: string): void;
  /** An empty text takes our reaction back. */
  react(message: Message, emoji: string): void;
  /** Sends what was refused because the customer opted out, with the reason why. */
  sendAnyway(refused: SendFailure, reason: string): Promise<SendResult>;
  dismiss(): void;
}

export function useThreadSending(id: string, sending: Sending, messages: readonly Message[]): ThreadSending {
  const pending = useMemo(() => {
    const mine = sending.pending.filter((item) => item.conversationId === id);
    return notYetRecorded(mine, messages);
  }, [sending.pending, messages, id]);
  const failure = sending.failure?.conversationId === id ? sending.failure : null;
  const isPending = messages.some((each) => each.id === sending.advice?.messageId && each.status === 'pending');
  const send = (outgoing: Outgoing, content: string) =>
    sending.send({ conversationId: id, outgoing, content, known: messages });
  return {
    pending,
    failure,
    restored: sending.restored?.conversationId === id ? sending.restored : null,
    advice: isPending ? (sending.advice?.text ?? null) : null,
    send,
    sendAgain(failed) {
      const again = repeatOf(failed);
      if (again) void send(again, failed.content);
    },
    react: ({ id: message_id }, emoji) => void send({ reaction: { message_id, emoji } }, emoji),
    sendAnyway: ({ outgoing, content }, reason) => send({ ...outgoing, override_opt_out: reason }, content),
    takeBack: sending.takeBack,
    dismiss: sending.dismiss,
  };
}
