/** The texts of the usage page. They are loaded with it, apart from those of the inbox. */
import { useTranslation } from '../../text/Language';
import { filled, type Language, spaced, type Values } from '../../text/translate';
import { en } from './en';
import { fr } from './fr';

export type UsageKey = keyof typeof en;
export type UsageTable = Readonly<Record<UsageKey, string>>;

export const usageTables: Readonly<Record<Language, UsageTable>> = { en, fr: spaced(fr) };

export interface UsageTexts {
  locale: string;
  tx(key: UsageKey, values?: Values): string;
}

export function useUsageTexts(): UsageTexts {
  const { language, locale } = useTranslation();
  return { locale, tx: (key, values = {}) => filled(usageTables[language][key], values) };
}
