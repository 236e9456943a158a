/** The language in use: chosen from the browser's, changed by the switch, kept in localStorage. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { inBrowser } from '../ui/storage';
import { isLoaded, type LocaleSettings, loadLanguage } from './catalogue';
import { directionOf, isLanguage, LANGUAGE_NAMES, type Language, languages, localeOf, pickLanguage } from './languages';
import { type PluralKey, type TextKey, texts, type Values } from './translate';

const STORAGE_KEY = 'relais.language';

export interface Translation extends LocaleSettings {
  t(key: TextKey, values?: Values): string;
  count(key: PluralKey, count: number): string;
  choose(language: Language): void;
}

const TranslationContext = createContext<Translation | null>(null);

/** Loads the texts of the reader's language. Without them, the page speaks English. */
export async function loadInitialLanguage(): Promise<void> {
  await loadLanguage(initialLanguage()).catch(() => undefined);
}

export function LanguageProvider({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState<Language>(() => (isLoaded(initialLanguage()) ? initialLanguage() : 'en'));
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language]);
  const translation = useMemo<Translation>(() => {
    const settings = { language, locale: localeOf(language, navigator.languages) };
    return {
      ...settings,
      t: (key, values) => texts.text(settings, key, values),
      count: (key, count) => texts.count(settings, key, count),
      choose: (chosen) => {
        inBrowser.write(STORAGE_KEY, chosen);
        // Without a connection the page keeps its language; a reload tries again.
        void loadLanguage(chosen).then(
          () => setLanguage(chosen),
          () => undefined,
        );
      },
    };
  }, [language]);
  return <TranslationContext.Provider value={translation}>{children}</TranslationContext.Provider>;
}

export function useTranslation(): Translation {
  const translation = useContext(TranslationContext);
  if (!translation) throw new Error('useTranslation needs a LanguageProvider above it');
  return translation;
}

export function LanguageSwitch() {
  const { language, choose, t } = useTranslation();
  return (
    <select
      class="language-switch"
      data-testid="language"
      aria-label={t('language.label')}
      title={t('language.label')}
      value={language}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        if (isLanguage(chosen)) choose(chosen);
      }}
    >
      {languages.map((each) => (
        <option key={each} value={each} lang={each}>
          {LANGUAGE_NAMES[each]}
        </option>
      ))}
    </select>
  );
}

function initialLanguage(): Language {
  const stored = inBrowser.read(STORAGE_KEY);
  return isLanguage(stored) ? stored : pickLanguage(navigator.languages);
}
