/** Sending: what is under way, and what failed with its text kept. */
import { useCallback, useState } from 'preact/hooks';
import { uuid } from '../ui/uuid';
import type { Api } from './api';
import type { Message, Outgoing, Sent } from './contract';
import type { PendingMessage } from './pending';
import { asProblem, type Problem } from './problem';
import { serverNow } from './serverClock';

export interface SendFailure {
  conversationId: string;
  outgoing: Outgoing;
  problem: Problem;
  /** Set when the outcome is unknown: sending the same again must use the same key. */
  key: string | null;
}

/** What a message waits for that was taken on and has not gone out. */
export interface SendAdvice {
  messageId: string;
  text: string;
}

export interface SendRequest {
  conversationId: string;
  outgoing: Outgoing;
  /** What the bubble shows meanwhile. */
  content: string;
  known: readonly Message[];
}

export interface Sending {
  pending: PendingMessage[];
  failure: SendFailure | null;
  advice: SendAdvice | null;
  send(request: SendRequest): void;
  dismiss(): void;
}

interface Options {
  api: Api;
  onSent: (conversationId: string, sent: Sent) => void;
  /** The server has kept a message that did not go out, with the reason. */
  onRefused: (conversationId: string, message: Message) => void;
  /** A text that did not go out and must not be lost. */
  onUnsent: (conversationId: string, text: string) => void;
}

export function useSending({ api, onSent, onRefused, onUnsent }: Options): Sending {
  const [pending, setPending] = useState<PendingMessage[]>([]);
  const [failure, setFailure] = useState<SendFailure | null>(null);
  const [advice, setAdvice] = useState<SendAdvice | null>(null);

  const send = useCallback(
    async (request: SendRequest, earlier: SendFailure | null) => {
      const { conversationId, outgoing, content } = request;
      const key = repeatedKey(request, earlier) ?? uuid();
      const known = new Set(request.known.map((message) => message.id));
      setFailure(null);
      setAdvice(null);
      setPending((now) => [
        ...now,
        { key, conversationId, content, startedAt: new Date(serverNow()).toISOString(), known },
      ]);
      try {
        const sent = await api.send(conversationId, outgoing, key);
        onSent(conversationId, sent);
        if (sent.advice !== undefined) setAdvice({ messageId: sent.message.id, text: sent.advice });
      } catch (error) {
        const problem = asProblem(error);
        // What WhatsApp refused stands in the thread, with the reason and “send again”: it is not said twice.
        if (problem.failedMessage !== null) return onRefused(conversationId, problem.failedMessage);
        // What was sent again stands there already.
        if ('message' in outgoing && outgoing.resend_of === undefined) onUnsent(conversationId, outgoing.message);
        setFailure({ conversationId, outgoing, problem, key: problem.outcomeUnknown ? key : null });
      } finally {
        setPending((now) => now.filter((each) => each.key !== key));
      }
    },
    [api, onSent, onRefused, onUnsent],
  );

  return {
    pending,
    failure,
    advice,
    send: (request) => void send(request, failure),
    dismiss: () => setFailure(null),
  };
}

/** The key of the failed attempt that this request repeats, if it does and that attempt may have been carried out. */
function repeatedKey(request: SendRequest, earlier: SendFailure | null): string | null {
  const same =
    earlier?.conversationId === request.conversationId
    && JSON.stringify(earlier.outgoing) === JSON.stringify(request.outgoing);
  return same ? earlier.key : null;
}
