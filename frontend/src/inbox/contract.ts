/** The admin API as the inbox sees it. Times are RFC 3339. */

export interface Conversation {
  id: string;
  phone_number: string | null;
  name: string | null;
  username: string | null;
  unread: number;
  last_message: LastMessage | null;
  last_activity: string;
  takeover: { until: string; by: string | null } | null;
  needs_person: { reason: Reason; since: string } | null;
  window_closes_at: string | null;
  opted_out: boolean;
  closed: boolean;
  /** The assistant is writing right now. */
  answering: boolean;
}

export interface LastMessage {
  content: string;
  direction: Direction;
  timestamp: string;
  status: Status;
}

export type Direction = 'inbound' | 'outbound';
export type Status = 'received' | 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';
export type Sender = 'assistant' | 'agent' | 'app';
export type Reason =
  | 'model_failed' | 'assistant_off' | 'window_closed' | 'rate_cap' | 'send_failed' | 'sending_stopped';
export type Filter = 'all' | 'unread' | 'needs_person' | 'taken_over' | 'closed';

export interface Message {
  id: string;
  /** Meta's wamid, null until known. */
  message_id: string | null;
  direction: Direction;
  from_number: string | null;
  to_number: string | null;
  type: string;
  content: string;
  timestamp: string;
  status: Status;
  statuses: Partial<Record<string, string>>;
  error: MessageError | null;
  sent_by: Sender | null;
  reply_to: string | null;
  resend_of: string | null;
}

export interface MessageError {
  code: number | string | null;
  title: string;
  detail: string | null;
  advice: string | null;
}

export type ChangedMessage = Message & { conversation_id: string };

export interface ConversationPage {
  conversations: Conversation[];
  next: string | null;
}

export interface MessagePage {
  messages: Message[];
  next: string | null;
}

export interface Changes {
  conversations: Conversation[];
  messages: ChangedMessage[];
  cursor: string;
}

export interface Template {
  name: string;
  language: string;
  category: string | null;
  status: string;
  body: string | null;
}

export interface TemplateComponent {
  type: 'body';
  parameters: { type: 'text'; text: string; parameter_name?: string }[];
}

/** What the composer hands over: a text, or a template with its parameters filled in. */
export type Outgoing =
  | { message: string; resend_of?: string }
  | { template: { name: string; language: string; components: TemplateComponent[] } };

/** What became of a send. `advice` is there while its outcome is open: what it waits for, and what to do or leave. */
export interface Sent {
  message: Message;
  advice?: string;
}

export interface Health {
  status: 'ok' | 'degraded';
  simulated: { meta: boolean; model: boolean };
  assistant: 'on' | 'off';
  sending: { stopped: boolean; reason: string | null; advice: string | null };
}
