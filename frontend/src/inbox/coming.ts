/**
 * What the API's description lacks so far. Each field is optional, so that the pages work with a server that sends it and
 * with one that does not. A type here goes when `npm run contract` generates the same: contract.ts then names that one.
 */
import type { components } from '../generated/openapi';

type Schemas = components['schemas'];

/** `Base` with these fields in the place of its own. */
type With<Base, Fields> = Omit<Base, keyof Fields> & Fields;

/** `unknown`: it may have been sent or not, and is not sent again by itself. */
export type Status = Schemas['Status'] | 'unknown';

export type Reason =
  | NonNullable<Schemas['Conversation']['needs_person']>['reason']
  | 'nobody_answered'
  | 'opted_out'
  | 'unreadable'
  | 'missed_call'
  | 'corrected'
  | 'outcome_unknown'
  | 'day_cap'
  | 'model_budget';

export type LastMessage = With<Schemas['LastMessage'], { status: Status }>;

export type Conversation = With<
  Schemas['Conversation'],
  {
    last_message: LastMessage | null;
    needs_person: { reason: Reason; since: string } | null;
    /** Asked WhatsApp for no more marketing. */
    marketing_opted_out?: boolean;
  }
>;

export type Message = With<
  Schemas['Message'],
  {
    status: Status;
    /** Its content is empty then. */
    deleted_at?: string | null;
    edited_at?: string | null;
    /** It waits to be sent, and can still be taken back. */
    cancellable?: boolean;
  }
>;

/** What a message said until it was edited or deleted. */
export interface MessageVersion {
  content: string;
  type: string;
  until: string;
}

export type ConversationPage = With<Schemas['ConversationPage'], { conversations: Conversation[] }>;
export type MessagePage = With<Schemas['MessagePage'], { messages: Message[] }>;
export type Changes = With<Schemas['Changes'], { conversations: Conversation[]; messages: Message[] }>;
export type Sent = With<Schemas['Sent'], { message: Message }>;
export type SendMessage = With<Schemas['SendMessage'], { override_opt_out?: string | null }>;

export type Health = With<
  Schemas['Health'],
  {
    /** `sending` is of service messages, `templates` of templates. */
    numbers: { phone_id: string; sending: Schemas['Sending']; templates?: Schemas['Sending'] }[];
    /** The conversations that need a person: at most 100 are counted. */
    waiting?: { count: number; oldest: string | null };
    ceilings?: { model_tokens: { used: number; ceiling: number; reached: boolean } | null };
  }
>;
