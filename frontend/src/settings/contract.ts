/** The settings' part of the admin API: names for the generated types, and the limits that no type can say. */
import type { components } from '../generated/openapi';

type Schemas = components['schemas'];

export type Settings = Schemas['Settings'];
export type SettingsState = Schemas['SettingsState'];
export type Defaults = Schemas['SettingsDefaults'];
export type Version = Schemas['SettingsVersions']['versions'][number];
export type OpeningHours = Schemas['OpeningHours'];
export type TextLanguage = Schemas['SettingsLanguage'];
export type TextName = keyof NonNullable<Settings['texts']>;

/** A call of the business's own system. */
export type Tool = Schemas['OwnTool'];
export type McpServer = Schemas['McpServer'];
export type Price = Schemas['Price'];
/** Signed webhooks to the business's own system. */
export type WebhookEvents = Schemas['EventsOut'];
export type EventType = Schemas['EventType'];
/** An event that could not be delivered. */
export type EventFailure = Schemas['EventFailures']['failures'][number];
/** What the server can make of a file. */
export type ReadFile = Schemas['FactsRead'];

/** What is wrong with one field. `field` is its path: `texts.greeting.fr`, `hours.exceptions.0.from`. */
export type FieldProblem = NonNullable<Schemas['Problem']['problems']>[number];

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
export const EVENT_TYPES: readonly EventType[] = [
  'message.received',
  'message.sent',
  'message.failed',
  'conversation.handed_over',
];
/** What holds where the server names no default. */
export const SWITCH_DEFAULTS = { buttons: true, satisfaction: false } as const;
