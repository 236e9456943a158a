/** The texts of the simulated phone: the inbox does not load them. */
import { Catalogue, type Keyed, spaced } from '../../text/catalogue';
import { type Translation, useTranslation } from '../../text/Language';
import type { Values } from '../../text/translate';
import { en } from './en';

export type PhoneKey = keyof typeof en;
export type PhoneTable = Keyed<typeof en>;

export const phoneTexts = new Catalogue(en, {
  fr: () => import('./fr').then(({ fr }) => spaced(fr)),
  es: () => import('./es').then(({ es }) => es),
  pt: () => import('./pt').then(({ pt }) => pt),
  ar: () => import('./ar').then(({ ar }) => ar),
});

/** Besides what both pages say. */
export interface PhoneTexts extends Translation {
  tx(key: PhoneKey, values?: Values): string;
}

export function usePhoneTexts(): PhoneTexts {
  const translation = useTranslation();
  return { ...translation, tx: (key, values) => phoneTexts.text(translation, key, values) };
}
