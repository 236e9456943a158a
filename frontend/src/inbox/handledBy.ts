/** Who handles the conversation: who answers the customer's next message. */
import type { Conversation } from './contract';

/** `nobody` is for a customer who opted out: the assistant does not answer until they write START or a person takes over. */
export type Handler = 'assistant' | 'person' | 'nobody';

export function handledBy({ takeover, opted_out }: Pick<Conversation, 'takeover' | 'opted_out'>): Handler {
  if (takeover) return 'person';
  return opted_out ? 'nobody' : 'assistant';
}
