/** Sending: the pending messages, and the last failure. */
import { useCallback, useState } from 'preact/hooks';
import { uuid } from '../ui/uuid';
import type { Api } from './api';
import type { Message, Outgoing, Sent } from './contract';
import { type PendingMessage, typeOf } from './pending';
import { asProblem, type Problem } from './problem';
import { serverNow } from './serverClock';

export interface SendFailure {
  conversationId: string;
  outgoing: Outgoing;
  /** What the pending bubble showed. */
  content: string;
  problem: Problem;
  /** Set when the outcome is unknown: sending the same message again must use the same key. */
  key: string | null;
}

/** What a message waits for that the server has accepted and not sent yet. */
export interface SendAdvice {
  messageId: string;
  text: string;
}

export interface SendRequest {
  conversationId: string;
  outgoing: Outgoing;
  /** What the pending bubble shows. */
  content: string;
  known: readonly Message[];
}

/** What was not sent stands in the composer again. A new object each time. */
export interface Restored {
  conversationId: string;
  template: boolean;
  /** The id of the message that it answers. */
  replyTo: string | null;
}

/** `refused`: WhatsApp refused it, and it stands in the thread with the reason. `unsent`: it was not sent. */
export type SendResult = 'sent' | 'refused' | 'unsent';

export interface Sending {
  pending: PendingMessage[];
  failure: SendFailure | null;
  restored: Restored | null;
  advice: SendAdvice | null;
  send(request: SendRequest): Promise<SendResult>;
  dismiss(): void;
}

interface Options {
  api: Api;
  onSent: (conversationId: string, sent: Sent) => void;
  /** WhatsApp refused the message; the server has stored it with the reason. */
  onRefused: (conversationId: string, message: Message) => void;
  /** Something that was not sent and must not be lost: it goes back into the composer. */
  onUnsent: (conversationId: string, outgoing: Outgoing) => void;
}

export function useSending({ api, onSent, onRefused, onUnsent }: Options): Sending {
  const [pending, setPending] = useState<PendingMessage[]>([]);
  const [failure, setFailure] = useState<SendFailure | null>(null);
  const [restored, setRestored] = useState<Restored | null>(null);
  const [advice, setAdvice] = useState<SendAdvice | null>(null);

  const send = useCallback(
    async (request: SendRequest, earlier: SendFailure | null): Promise<SendResult> => {
      const { conversationId, outgoing, content } = request;
      const key = repeatedKey(request, earlier) ?? uuid();
      const known = new Set(request.known.map((message) => message.id));
      setFailure(null);
      setRestored(null);
      setAdvice(null);
      setPending((now) => [
        ...now,
        { key, conversationId, type: typeOf(outgoing), content, startedAt: new Date(serverNow()).toISOString(), known },
      ]);
      try {
        const sent = await api.send(conversationId, outgoing, key);
        onSent(conversationId, sent);
        if (sent.advice !== undefined) setAdvice({ messageId: sent.message.id, text: sent.advice });
        return 'sent';
      } catch (error) {
        const problem = asProblem(error);
        const refused = problem.failedMessage;
        if (mustReturn(outgoing, refused !== null)) {
          onUnsent(conversationId, outgoing);
          setRestored({ conversationId, template: 'template' in outgoing, replyTo: outgoing.reply_to ?? null });
        }
        // The thread shows a refused message with the reason: no second notice.
        if (refused !== null) {
          onRefused(conversationId, refused);
          return 'refused';
        }
        setFailure({ conversationId, outgoing, content, problem, key: problem.outcomeUnknown ? key : null });
        return 'unsent';
      } finally {
        setPending((now) => now.filter((each) => each.key !== key));
      }
    },
    [api, onSent, onRefused, onUnsent],
  );

  return {
    pending,
    failure,
    restored,
    advice,
    send: (request) => send(request, failure),
    dismiss: () => setFailure(null),
  };
}

/** The key of the failed send that this request repeats, if that send may have been carried out. */
function repeatedKey(request: SendRequest, earlier: SendFailure | null): string | null {
  const same =
    earlier?.conversationId === request.conversationId
    && JSON.stringify(earlier.outgoing) === JSON.stringify(request.outgoing);
  return same ? earlier.key : null;
}

/**
 * A text that was refused, and one that was sent again, stand in the thread with “send again”: those do not return. Files and
 * forms stay in the composer until they are sent, so they need not return.
 */
export function mustReturn(outgoing: Outgoing, refused: boolean): boolean {
  return 'template' in outgoing || ('message' in outgoing && !refused && outgoing.resend_of === undefined);
}
