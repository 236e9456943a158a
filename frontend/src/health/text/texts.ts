/** The texts of the health page. They are loaded with it, apart from those of the inbox. */
import { Catalogue, type Keyed, type LocaleSettings, type PluralKeyOf, spaced } from '../../text/catalogue';
import { useTranslation } from '../../text/Language';
import type { Values } from '../../text/translate';
import { en } from './en';

export type HealthKey = keyof typeof en;
export type HealthTable = Keyed<typeof en>;

export const healthTexts = new Catalogue(en, {
  fr: () => import('./fr').then(({ fr }) => spaced(fr)),
  es: () => import('./es').then(({ es }) => es),
  pt: () => import('./pt').then(({ pt }) => pt),
  ar: () => import('./ar').then(({ ar }) => ar),
});

export interface HealthTexts extends LocaleSettings {
  tx(key: HealthKey, values?: Values): string;
  count(key: PluralKeyOf<typeof en>, count: number): string;
}

export function useHealthTexts(): HealthTexts {
  const { language, locale } = useTranslation();
  const settings = { language, locale };
  return {
    ...settings,
    tx: (key, values) => healthTexts.text(settings, key, values),
    count: (key, count) => healthTexts.count(settings, key, count),
  };
}
