/** The texts of the settings page. They are loaded with it, apart from those of the inbox. */
import { useTranslation } from '../../text/Language';
import { filled, type Language, spaced, type Values } from '../../text/translate';
import { en } from './en';
import { fr } from './fr';

export type SettingsKey = keyof typeof en;
export type SettingsTable = Readonly<Record<SettingsKey, string>>;

export const settingsTables: Readonly<Record<Language, SettingsTable>> = { en, fr: spaced(fr) };

export interface SettingsTexts {
  language: Language;
  locale: string;
  tx(key: SettingsKey, values?: Values): string;
}

export function useTexts(): SettingsTexts {
  const { language, locale } = useTranslation();
  return { language, locale, tx: (key, values = {}) => filled(settingsTables[language][key], values) };
}
