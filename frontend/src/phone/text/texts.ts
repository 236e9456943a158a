/** The texts of the simulated phone: the inbox does not load them. */
import { type Translation, useTranslation } from '../../text/Language';
import { filled, type Language, spaced, type Values } from '../../text/translate';
import { en } from './en';
import { fr } from './fr';

export type PhoneKey = keyof typeof en;
export type PhoneTable = Readonly<Record<PhoneKey, string>>;

export const phoneTables: Readonly<Record<Language, PhoneTable>> = { en, fr: spaced(fr) };

/** Besides what both pages say. */
export interface PhoneTexts extends Translation {
  tx(key: PhoneKey, values?: Values): string;
}

export function usePhoneTexts(): PhoneTexts {
  const translation = useTranslation();
  return { ...translation, tx: (key, values = {}) => filled(phoneTables[translation.language][key], values) };
}
