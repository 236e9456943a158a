/** Sending of texts through the outbox, and those that wait there as pending messages. */
import { useRef } from 'preact/hooks';
import { uuid } from '../../ui/uuid';
import type { Message, Outgoing, Sent } from '../contract';
import { isRecordOf, type PendingMessage, repeatedKey, typeOf } from '../pending';
import type { Problem } from '../problem';
import { serverNow } from '../serverClock';
import type { SendRequest, SendResult } from '../useSending';
import type { Outbox, OutboxEvents } from './outbox';
import type { Waiting } from './store';
import { useOutbox } from './useOutbox';

interface Events {
  sent(conversationId: string, sent: Sent): void;
  refused(conversationId: string, message: Message): void;
  /** It is the person's again: with the problem, or, when they took it back, without. */
  returned(conversationId: string, outgoing: Outgoing, problem: Problem | null): void;
}

interface Texts {
  pending: PendingMessage[];
  send(request: SendRequest): Promise<SendResult>;
  takeBack(key: string): void;
}

export function useTexts(outbox: Outbox, events: Events, refresh: () => Promise<void>): Texts {
  const outboxEvents: OutboxEvents = {
    sent: ({ conversationId }, sent) => events.sent(conversationId, sent),
    refused: ({ conversationId }, message) => events.refused(conversationId, message),
    returned(items, problem) {
      const together = joined(items.map(({ outgoing }) => outgoing));
      if (items[0] && together) events.returned(items[0].conversationId, together, problem);
    },
  };
  const waiting = useOutbox(outbox, outboxEvents, refresh);
  // The last text that was taken back: an attempt may have reached the server, so it keeps its key.
  const takenBack = useRef<Waiting | null>(null);
  const takeBack = async (key: string) => {
    const taken = await outbox.takeBack(key);
    if (!taken) return;
    takenBack.current = taken;
    events.returned(taken.conversationId, taken.outgoing, null);
  };
  return {
    pending: waiting.map((item) => bubbleOf(item, outbox.isStalled(item.conversationId))),
    send({ conversationId, outgoing, content, known }) {
      const text = { type: typeOf(outgoing), content };
      return outbox.add({
        key: repeatedKey(conversationId, outgoing, takenBack.current) ?? uuid(),
        conversationId,
        outgoing,
        content,
        startedAt: new Date(serverNow()).toISOString(),
        known: known.filter((message) => isRecordOf(text, message)).map(({ id }) => id),
      });
    },
    takeBack: (key) => void takeBack(key),
  };
}

function bubbleOf({ outgoing, known, ...item }: Waiting, waits: boolean): PendingMessage {
  return { ...item, type: typeOf(outgoing), known: new Set(known), repeats: outgoing.resend_of ?? null, waits };
}

/** What goes back into the composer at once: texts below each other. One that repeats a message stands in the thread. */
export function joined(all: readonly Outgoing[]): Outgoing | null {
  const texts = all.flatMap((each) => ('message' in each && each.resend_of === undefined ? [each] : []));
  const message = texts.map((each) => each.message).join('\n');
  return texts[0] ? { ...texts[0], message } : (all[0] ?? null);
}
