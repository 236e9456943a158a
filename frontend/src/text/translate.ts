/** Texts in the languages of the pages, from tables of equal keys. */
import { Catalogue, type Keyed, type PluralForms, type PluralKeyOf, spaced } from './catalogue';
import { en } from './en';
import type { Language } from './languages';
import { besides } from './serverTexts';

export type TextKey = keyof typeof en;
/** A table of another language than English. Plural forms that English lacks may be left out. */
export type Texts = Keyed<typeof en>;
/** A table of a language with all six plural forms. */
export type SixFormTexts = Texts & PluralForms<typeof en>;
export type PluralKey = PluralKeyOf<typeof en>;
export type Values = Readonly<Record<string, string | number>>;

export { type Language, languages, localeOf, pickLanguage } from './languages';

/** The texts of the inbox, and of what both pages share. */
export const texts = new Catalogue(en, {
  fr: () => import('./fr').then(({ fr }) => spaced(fr)),
  es: () => import('./es').then(({ es, ...server }) => besides('es', es, server)),
  pt: () => import('./pt').then(({ pt, ...server }) => besides('pt', pt, server)),
  ar: () => import('./ar').then(({ ar, ...server }) => besides('ar', ar, server)),
});

/** The text of `key`, each `{name}` replaced by its value. Numbers are written as the language writes them. */
export function translate(language: Language, key: TextKey, values: Values = {}, locale: string = language): string {
  return texts.text({ language, locale }, key, values);
}

/** As `translate`, with the plural form of `key` by the language's own rule. `{count}` is filled in. */
export function translateCount(language: Language, key: PluralKey, count: number, locale: string = language): string {
  return texts.count({ language, locale }, key, count);
}
