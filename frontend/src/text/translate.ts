/** Texts in the languages of the pages, from tables of equal keys. */
import { Catalogue, type Keyed, type PluralForms, type PluralKeyOf, spaced } from './catalogue';
import { en } from './en';
import type { Language } from './languages';
import type { ProblemTexts } from './problems';

export type TextKey = keyof typeof en;
/** A table of another language than English. Plural forms that English lacks may be left out. */
export type Texts = Keyed<typeof en>;
/** A table of a language with all six plural forms. */
export type SixFormTexts = Texts & PluralForms<typeof en>;
export type PluralKey = PluralKeyOf<typeof en>;
export type Values = Readonly<Record<string, string | number>>;

export { type Language, languages, localeOf, pickLanguage } from './languages';

/** What the server says in English and French only. */
const serverTexts = new Map<Language, ProblemTexts>();

/** The texts of the inbox, and of what both pages share. */
export const texts = new Catalogue(en, {
  fr: () => import('./fr').then(({ fr }) => spaced(fr)),
  es: () => import('./es').then(({ es, problems }) => withProblems('es', es, problems)),
  pt: () => import('./pt').then(({ pt, problems }) => withProblems('pt', pt, problems)),
  ar: () => import('./ar').then(({ ar, problems }) => withProblems('ar', ar, problems)),
});

/** The text of `key`, each `{name}` replaced by its value. Numbers are written as the language writes them. */
export function translate(language: Language, key: TextKey, values: Values = {}, locale: string = language): string {
  return texts.text({ language, locale }, key, values);
}

/** As `translate`, with the plural form of `key` by the language's own rule. `{count}` is filled in. */
export function translateCount(language: Language, key: PluralKey, count: number, locale: string = language): string {
  return texts.count({ language, locale }, key, count);
}

/** Title and detail of a problem, where the server does not know the language. Null: the server's words stand. */
export function problemText(language: Language, code: string): { title: string; detail: string | null } | null {
  const found = serverTexts.get(language)?.[code as keyof ProblemTexts];
  return found ? { title: found[0], detail: found[1] ?? null } : null;
}

function withProblems<T>(language: Language, table: T, problems: ProblemTexts): T {
  serverTexts.set(language, problems);
  return table;
}
