/**
 * What a notification says while no page is open. A service worker cannot load the other texts, so these are part of it.
 * The messages are empty: it can say no more.
 */
import type { Language } from '../text/languages';

export const WAITING: Readonly<Record<Language, string>> = {
  en: 'A customer waits for a person.',
  fr: 'Un client attend une réponse humaine.',
  es: 'Un cliente espera a una persona.',
  pt: 'Um cliente espera por uma pessoa.',
  ar: 'عميل ينتظر ردّ أحد الموظفين.',
};
