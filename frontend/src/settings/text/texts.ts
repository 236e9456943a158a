/** The texts of the settings page. They are loaded with it, apart from those of the inbox. */
import { Catalogue, type Keyed, type LocaleSettings, type PluralForms, spaced } from '../../text/catalogue';
import { useTranslation } from '../../text/Language';
import type { Values } from '../../text/translate';
import { en } from './en';

export type SettingsKey = keyof typeof en;
export type SettingsTable = Keyed<typeof en>;
/** A table of a language with all six plural forms. */
export type SixFormTable = SettingsTable & PluralForms<typeof en>;

export const settingsTexts = new Catalogue(en, {
  fr: () => import('./fr').then(({ fr }) => spaced(fr)),
  es: () => import('./es').then(({ es }) => es),
  pt: () => import('./pt').then(({ pt }) => pt),
  ar: () => import('./ar').then(({ ar }) => ar),
});

export interface SettingsTexts extends LocaleSettings {
  tx(key: SettingsKey, values?: Values): string;
}

export function useTexts(): SettingsTexts {
  const { language, locale } = useTranslation();
  return { language, locale, tx: (key, values) => settingsTexts.text({ language, locale }, key, values) };
}
