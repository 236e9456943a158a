/** The texts of the people page. They are loaded with it, apart from those of the inbox. */
import { Catalogue, type Keyed, spaced } from '../../text/catalogue';
import { useTranslation } from '../../text/Language';
import type { Values } from '../../text/translate';
import { en } from './en';

export type PeopleKey = keyof typeof en;
export type PeopleTable = Keyed<typeof en>;

export const peopleTexts = new Catalogue(en, {
  fr: () => import('./fr').then(({ fr }) => spaced(fr)),
  es: () => import('./es').then(({ es }) => es),
  pt: () => import('./pt').then(({ pt }) => pt),
  ar: () => import('./ar').then(({ ar }) => ar),
});

export interface PeopleTexts {
  locale: string;
  tx(key: PeopleKey, values?: Values): string;
}

export function usePeopleTexts(): PeopleTexts {
  const { language, locale } = useTranslation();
  return { locale, tx: (key, values) => peopleTexts.text({ language, locale }, key, values) };
}
