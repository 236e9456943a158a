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
