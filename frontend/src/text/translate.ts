/** Texts in two languages, from tables of equal keys. Everything here is a function of its arguments. */
import { en, type TextKey, type Texts } from './en';
import { fr } from './fr';

export type { TextKey, Texts };

export type Language = 'en' | 'fr';
/** `x` for every pair of keys `x.one` and `x.other`. */
export type PluralKey = TextKey extends infer K ? (K extends `${infer P}.one` ? P : never) : never;
export type Values = Readonly<Record<string, string | number>>;

export const languages: readonly Language[] = ['en', 'fr'];
export const tables: Readonly<Record<Language, Texts>> = { en, fr: spaced(fr) };

/** The text of `key`, each `{name}` replaced by its value. */
export function translate(language: Language, key: TextKey, values: Values = {}): string {
  return filled(tables[language][key], values);
}

export function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** As `translate`, choosing between `key.one` and `key.other` by the language's own rule. `{count}` is filled in. */
export function translateCount(language: Language, key: PluralKey, count: number): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  return translate(language, `${key}.${form}` as TextKey, { count });
}

/** French puts a space before “:” and its like, at which a line must not be cut. */
export function spaced<T extends Readonly<Record<string, string>>>(texts: T): T {
  const pairs = Object.entries(texts).map(([key, text]) => [key, text.replace(/ (?=[:;?!»])|(?<=«) /g, '\u00a0')]);
  return Object.fromEntries(pairs) as T;
}

export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'fr';
}

/** The first preferred language that there is a table for; English when there is none. */
export function pickLanguage(preferred: readonly string[]): Language {
  const found = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return found ?? 'en';
}

/** The browser's own regional variant of the language (`en-GB`), so that dates and hours look as its user expects. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}
