/** Who answers the customer's next message. */
import type { Conversation } from './contract';

/** `nobody` is for a customer who opted out: the assistant keeps silent until they write START or a person takes over. */
export type Answerer = 'assistant' | 'person' | 'nobody';

export function answererOf({ takeover, opted_out }: Pick<Conversation, 'takeover' | 'opted_out'>): Answerer {
  if (takeover) return 'person';
  return opted_out ? 'nobody' : 'assistant';
}
