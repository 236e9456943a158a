/** Sending: the pending messages, and the last failure. Texts go through the outbox, and wait there for the network. */
import { useState } from 'preact/hooks';
import { uuid } from '../ui/uuid';
import type { Api } from './api';
import type { Message, Outgoing, Sent } from './contract';
import type { Outbox } from './outbox/outbox';
import { useTexts } from './outbox/useTexts';
import { type PendingMessage, repeatedKey, typeOf } from './pending';
import { asProblem, type Problem, unreachable } from './problem';
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
  /** A text that waits for the network goes back into the composer. */
  takeBack(key: string): void;
  dismiss(): void;
}

interface Options {
  api: Api;
  outbox: Outbox;
  /** Loads what another tab may have sent. */
  refresh: () => Promise<void>;
  onSent: (conversationId: string, sent: Sent) => void;
  /** WhatsApp refused the message; the server has stored it with the reason. */
  onRefused: (conversationId: string, message: Message) => void;
  /** Something that was not sent and must not be lost: it goes back into the composer. */
  onUnsent: (conversationId: string, outgoing: Outgoing) => void;
}

export function useSending({ api, outbox, refresh, onSent, onRefused, onUnsent }: Options): Sending {
  const [pending, setPending] = useState<PendingMessage[]>([]);
  const [failure, setFailure] = useState<SendFailure | null>(null);
  const [restored, setRestored] = useState<Restored | null>(null);
  const [advice, setAdvice] = useState<SendAdvice | null>(null);

  const giveBack = (conversationId: string, outgoing: Outgoing) => {
    onUnsent(conversationId, outgoing);
    setRestored({ conversationId, template: 'template' in outgoing, replyTo: outgoing.reply_to ?? null });
  };
  const accepted = (conversationId: string, sent: Sent) => {
    onSent(conversationId, sent);
    if (sent.advice !== undefined) setAdvice({ messageId: sent.message.id, text: sent.advice });
  };
  const textEvents = {
    sent: accepted,
    refused: onRefused,
    returned: (conversationId: string, outgoing: Outgoing, problem: Problem | null) => {
      if (mustReturn(outgoing, false)) giveBack(conversationId, outgoing);
      if (problem) setFailure({ conversationId, outgoing, content: '', problem, key: null });
    },
  };
  const texts = useTexts(outbox, textEvents, refresh);

  const begin = () => {
    setFailure(null);
    setRestored(null);
    setAdvice(null);
  };
  const sendNow = async (request: SendRequest): Promise<SendResult> => {
    const { conversationId, outgoing, content } = request;
    const key = repeatedKey(conversationId, outgoing, failure) ?? uuid();
    setPending((now) => [...now, bubbleOf(request, key)]);
    try {
      // It does not overtake the texts before it.
      if (outbox.isStalled(conversationId) && !('reaction' in outgoing)) throw unreachable();
      accepted(conversationId, await api.send(conversationId, outgoing, key));
      return 'sent';
    } catch (error) {
      const problem = asProblem(error);
      const refused = problem.failedMessage;
      if (mustReturn(outgoing, refused !== null)) giveBack(conversationId, outgoing);
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
  };

  return {
    pending: [...pending, ...texts.pending].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)),
    failure,
    restored,
    advice,
    send(request) {
      begin();
      return 'message' in request.outgoing ? texts.send(request) : sendNow(request);
    },
    takeBack: texts.takeBack,
    dismiss: () => setFailure(null),
  };
}

function bubbleOf({ conversationId, outgoing, content, known }: SendRequest, key: string): PendingMessage {
  return {
    key,
    conversationId,
    type: typeOf(outgoing),
    content,
    startedAt: new Date(serverNow()).toISOString(),
    known: new Set(known.map(({ id }) => id)),
    repeats: outgoing.resend_of ?? null,
    waits: false,
  };
}

/**
 * A text that was refused, and one that was sent again, stand in the thread with “send again”: those do not return. Files and
 * forms stay in the composer until they are sent, so they need not return.
 */
export function mustReturn(outgoing: Outgoing, refused: boolean): boolean {
  return 'template' in outgoing || ('message' in outgoing && !refused && outgoing.resend_of === undefined);
}
