/** The languages of the pages. */

export type Language = 'en' | 'fr' | 'es' | 'pt' | 'ar';

export const languages: readonly Language[] = ['en', 'fr', 'es', 'pt', 'ar'];

/** Each in itself, as it stands in the choice of languages. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  ar: 'العربية',
};

export function isLanguage(value: unknown): value is Language {
  return languages.some((each) => each === value);
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** The first preferred language that there are texts in; English when there is none. */
export function pickLanguage(preferred: readonly string[]): Language {
  return preferred.map(primary).find(isLanguage) ?? 'en';
}

/** The browser's own regional variant of the language (`en-GB`), so that dates and hours look as its user expects. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => primary(tag) === language) ?? language;
}

/** `pt` of `pt-BR`. */
function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}
