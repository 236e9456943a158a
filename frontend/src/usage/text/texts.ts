/** The texts of the usage page. They are loaded with it, apart from those of the inbox. */
import { Catalogue, type Keyed, type PluralKeyOf, spaced } from '../../text/catalogue';
import { useTranslation } from '../../text/Language';
import type { Values } from '../../text/translate';
import { en } from './en';

export type UsageKey = keyof typeof en;
export type UsageTable = Keyed<typeof en>;

export const usageTexts = new Catalogue(en, {
  fr: () => import('./fr').then(({ fr }) => spaced(fr)),
  es: () => import('./es').then(({ es }) => es),
  pt: () => import('./pt').then(({ pt }) => pt),
  ar: () => import('./ar').then(({ ar }) => ar),
});

export interface UsageTexts {
  locale: string;
  tx(key: UsageKey, values?: Values): string;
  count(key: PluralKeyOf<typeof en>, count: number): string;
}

export function useUsageTexts(): UsageTexts {
  const { language, locale } = useTranslation();
  const settings = { language, locale };
  return {
    locale,
    tx: (key, values) => usageTexts.text(settings, key, values),
    count: (key, count) => usageTexts.count(settings, key, count),
  };
}
