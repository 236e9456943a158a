/** The language in use: chosen from the browser's, changed by the switch, kept in localStorage. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { inBrowser } from '../ui/storage';
import {
  isLanguage,
  type Language,
  languages,
  localeOf,
  type PluralKey,
  pickLanguage,
  type TextKey,
  translate,
  translateCount,
  type Values,
} from './translate';

const STORAGE_KEY = 'relais.language';

export interface Translation {
  language: Language;
  locale: string;
  t(key: TextKey, values?: Values): string;
  count(key: PluralKey, count: number): string;
  choose(language: Language): void;
}

const TranslationContext = createContext<Translation | null>(null);

export function LanguageProvider({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState<Language>(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const translation = useMemo<Translation>(
    () => ({
      language,
      locale: localeOf(language, navigator.languages),
      t: (key, values) => translate(language, key, values),
      count: (key, count) => translateCount(language, key, count),
      choose: (chosen) => {
        inBrowser.write(STORAGE_KEY, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <TranslationContext.Provider value={translation}>{children}</TranslationContext.Provider>;
}

export function useTranslation(): Translation {
  const translation = useContext(TranslationContext);
  if (!translation) throw new Error('useTranslation needs a LanguageProvider above it');
  return translation;
}

const NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

export function LanguageSwitch() {
  const { language, choose, t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
    <div class="language-switch" role="group" aria-label={t('language.label')}>
      {languages.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          title={NAMES[each]}
          aria-pressed={each === language}
          onClick={() => choose(each)}
        >
          {each.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

function initialLanguage(): Language {
  const stored = inBrowser.read(STORAGE_KEY);
  return isLanguage(stored) ? stored : pickLanguage(navigator.languages);
}
