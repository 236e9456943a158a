/** The control API of the simulated phone. Written by hand: `openapi.json` describes the admin API only. */

export interface PhoneState {
  seq: number;
  /** The simulated time. */
  now: string;
  business: { name: string; phone_number: string };
  model_simulated: boolean;
  customers: Customer[];
  settings: Settings;
  inbox_url: string | null;
}

export interface Customer {
  wa_id: string;
  name: string;
  /** The business is typing. */
  typing: boolean;
  messages: PhoneMessage[];
}

export interface PhoneMessage {
  id: string;
  /** As the customer sees it: `out` was sent by the customer, `in` came from the business. */
  direction: 'out' | 'in';
  type: string;
  text: string;
  /** What is not text, under Meta's names, as the webhook or the send has it. Read it with `read.ts`. */
  content: unknown;
  /** The message that it quotes. */
  reply_to: string | null;
  timestamp: string;
  status: 'sent' | 'delivered' | 'read' | null;
  edited: boolean;
  /** Deleted for everyone: it has no text any more. */
  deleted: boolean;
}

export type ModelFailure =
  | 'empty'
  | 'thoughts'
  | 'torn'
  | 'garbage'
  | 'error_401'
  | 'error_429'
  | 'error_500'
  | 'silence';

export interface Settings {
  /** Further deliveries of each webhook, 0 to 10. */
  repeat_webhooks: number;
  shuffle_statuses: boolean;
  send_statuses: boolean;
  read_after_ms: number;
  /** Graph's error code for the sends to come, until cleared. */
  fail_code: number | null;
  timeout_after_accepting: boolean;
  graph_delay_ms: number;
  model_delay_ms: number;
  model_failure: ModelFailure | null;
}

/** A call that went over the simulated wire, and its answer. */
export interface WireCall {
  number: number;
  /** Who was called: Relais, by a webhook; Graph or the model, by Relais. */
  side: 'webhook' | 'graph' | 'model';
  method: string;
  path: string;
  at: string;
  took_ms: number;
  /** Of a webhook: 2 and more are repetitions. */
  attempt: number;
  /** Null when no answer came. */
  status: number | null;
  signature: string | null;
  /** Whether the signature, or the token, was taken; null without an answer. */
  admitted: boolean | null;
  request: WireBody;
  response: WireBody;
}

/** A body's beginning, empty where it is no text, and the length of all of it. */
export interface WireBody {
  text: string;
  bytes: number;
}

export interface WirePage {
  /** Oldest first. */
  calls: WireCall[];
  /** The number of the next call. */
  next: number;
}

/** What the menu sends at one tap. */
export const KINDS = [
  'image',
  'video',
  'voice',
  'audio',
  'document',
  'letter',
  'sticker',
  'location',
  'contacts',
  'order',
  'form',
  'reaction',
  'button',
  'unsupported',
  'call',
] as const;
export type Kind = (typeof KINDS)[number];
