/** Sending: what is under way, and what failed with its text kept. */
import { useCallback, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Message, Outgoing } from './contract';
import type { OutboxItem } from './outbox';
import { asProblem, type Problem } from './problem';
import { serverNow } from './serverClock';
import { uuid } from '../ui/uuid';

export interface SendFailure {
  conversationId: string;
  outgoing: Outgoing;
  problem: Problem;
  /** Set when the outcome is unknown: sending the same again must use the same key. */
  key: string | null;
  /** Different for each failure, so that the same one twice is noticed. */
  serial: number;
}

export interface SendRequest {
  conversationId: string;
  outgoing: Outgoing;
  /** What the bubble shows meanwhile. */
  content: string;
  known: readonly Message[];
}

export interface Outbox {
  items: OutboxItem[];
  failure: SendFailure | null;
  send(request: SendRequest): void;
  dismiss(): void;
}

let serial = 0;

interface Options {
  api: Api;
  onSent: (conversationId: string, message: Message) => void;
  /** A text that did not go out and must not be lost. */
  onUnsent: (conversationId: string, text: string) => void;
}

export function useOutbox({ api, onSent, onUnsent }: Options): Outbox {
  const [items, setItems] = useState<OutboxItem[]>([]);
  const [failure, setFailure] = useState<SendFailure | null>(null);

  const send = useCallback(async (request: SendRequest, earlier: SendFailure | null) => {
    const { conversationId, outgoing, content } = request;
    const key = repeatedKey(request, earlier) ?? uuid();
    const known = new Set(request.known.map((message) => message.id));
    setFailure(null);
    setItems((now) => [
      ...now, { key, conversationId, content, startedAt: new Date(serverNow()).toISOString(), known },
    ]);
    try {
      onSent(conversationId, await api.send(conversationId, outgoing, key));
    } catch (error) {
      const problem = asProblem(error);
      // The text of “send again” is not lost: its failed message is still there.
      if ('message' in outgoing && outgoing.resend_of === undefined) onUnsent(conversationId, outgoing.message);
      setFailure({ conversationId, outgoing, problem, key: problem.outcomeUnknown ? key : null, serial: ++serial });
    } finally {
      setItems((now) => now.filter((item) => item.key !== key));
    }
  }, [api, onSent, onUnsent]);

  return {
    items,
    failure,
    send: (request) => void send(request, failure),
    dismiss: () => setFailure(null),
  };
}

/** The key of the failed attempt that this request repeats, if it does and that attempt may have been carried out. */
function repeatedKey(request: SendRequest, earlier: SendFailure | null): string | null {
  const same = earlier?.conversationId === request.conversationId
    && JSON.stringify(earlier.outgoing) === JSON.stringify(request.outgoing);
  return same ? earlier.key : null;
}
