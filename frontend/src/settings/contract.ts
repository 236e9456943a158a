/** The settings' part of the admin API: names for the generated types, and the limits that no type can say. */
import type { components } from '../generated/openapi';
import type { JsonSchema } from './parameters';

type Schemas = components['schemas'];

export type Settings = Omit<Schemas['Settings'], keyof AssistantSettings> & AssistantSettings;
export type SettingsState = Omit<Schemas['SettingsState'], 'settings' | 'defaults'> & {
  settings: Settings;
  defaults: Defaults;
};
export type Defaults = Schemas['SettingsDefaults'] & { buttons?: boolean; satisfaction?: boolean };
export type Version = Schemas['SettingsVersions']['versions'][number];
export type OpeningHours = Schemas['OpeningHours'];
export type TextLanguage = Schemas['SettingsLanguage'];
export type TextName = keyof NonNullable<Settings['texts']>;

/** What the assistant may use and offer, what it costs, and who is notified. */
interface AssistantSettings {
  /** It may offer buttons and lists. */
  buttons?: boolean;
  tools?: Tool[];
  mcp?: McpServer[];
  /** It asks whether it helped. */
  satisfaction?: boolean;
  price?: Price;
  events?: WebhookEvents;
}

/** A secret is written only: `has_secret` says that there is one. */
interface WithSecret {
  secret?: string;
  has_secret?: boolean;
}

/** A call of the business's own system. */
export interface Tool extends WithSecret {
  name: string;
  description: string;
  /** A JSON schema of an object. */
  parameters: JsonSchema;
  url: string;
  method: 'GET' | 'POST';
  /** It changes something. Left out: a `POST` does. */
  changes?: boolean;
}

/** A server of the Model Context Protocol. */
export interface McpServer extends WithSecret {
  name: string;
  url: string;
}

/** In money per million tokens. */
export interface Price {
  prompt: number;
  /** Left out: as `prompt`. */
  cached?: number;
  answer: number;
  /** ISO 4217. */
  currency: string;
}

export type EventType = (typeof EVENT_TYPES)[number];

/** Signed webhooks to the business's own system. */
export interface WebhookEvents extends WithSecret {
  url: string;
  types: EventType[];
}

/** An event that could not be delivered. */
export interface EventFailure {
  id: string;
  type: string;
  at: string;
  tries: number;
  /** The HTTP status; null when there was no response. */
  last_status: number | null;
  problem: string;
}

/** What is wrong with one field. `field` is its path: `texts.greeting.fr`, `hours.exceptions.0.from`. */
export interface FieldProblem {
  field: string;
  detail: string;
}

export const LANGUAGES: readonly TextLanguage[] = ['fr', 'en', 'es', 'pt', 'ar'];
export const TEXT_NAMES: readonly TextName[] = ['greeting', 'closed', 'fallback', 'handed_over', 'opt_out'];

/** In characters. */
export const TEXT_LIMITS: Readonly<Record<TextName, number>> = {
  greeting: 500,
  closed: 500,
  fallback: 4096,
  handed_over: 4096,
  opt_out: 4096,
};
/** Of the instructions, in bytes of UTF-8. */
export const MOST_BYTES = 20_000;
/** Of the facts, in bytes of UTF-8. */
export const MOST_FACT_BYTES = 100_000;
export const MOST_WORDS = 50;
export const LONGEST_WORD = 60;
export const MOST_REPLIES = 100_000;
export const MOST_TOOLS = 20;
export const MOST_SERVERS = 5;
export const EVENT_TYPES = ['message.received', 'message.sent', 'message.failed', 'conversation.handed_over'] as const;
/** What holds where the server names no default. */
export const SWITCH_DEFAULTS = { buttons: true, satisfaction: false } as const;
