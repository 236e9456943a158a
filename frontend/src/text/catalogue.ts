/** The texts of one part of the pages. English is in the page; another language is loaded when it is chosen. */
import { directionOf, type Language } from './languages';

type Table = Readonly<Record<string, string>>;
type Ending<K, Form extends string> = K extends `${infer Stem}.${Form}` ? Stem : never;
/** `x` for every pair of keys `x.one` and `x.other`: a text that counts. */
export type PluralKeyOf<T> = Ending<keyof T, 'one'> & Ending<keyof T, 'other'>;
/** The plural forms that English lacks. */
export type PluralForms<T> = Readonly<Record<`${PluralKeyOf<T>}.${'zero' | 'two' | 'few' | 'many'}`, string>>;
/** A table with the keys of the English one. */
export type Keyed<T> = Readonly<Record<keyof T, string>> & Partial<PluralForms<T>>;

/** How to speak to the reader: the language of the texts, and the regional variant for numbers and dates. */
export interface LocaleSettings {
  language: Language;
  locale: string;
}

type Values = Readonly<Record<string, string | number>>;
type Loaders<T> = Readonly<Record<Exclude<Language, 'en'>, () => Promise<Keyed<T>>>>;

/** Those that the page has loaded: a change of the language loads it for all of them. */
const catalogues = new Set<Catalogue<never>>();

export class Catalogue<T extends Table> {
  private readonly tables = new Map<Language, Keyed<T>>();
  private readonly loaders: Loaders<T>;

  constructor(en: T, loaders: Loaders<T>) {
    this.tables.set('en', en as unknown as Keyed<T>);
    this.loaders = loaders;
    catalogues.add(this as unknown as Catalogue<never>);
  }

  /** Nothing happens when it is loaded already. */
  async load(language: Language): Promise<void> {
    if (language === 'en' || this.tables.has(language)) return;
    this.tables.set(language, await this.loaders[language]());
  }

  has(language: Language): boolean {
    return this.tables.has(language);
  }

  /** The texts of a language that was loaded; English before. */
  table(language: Language): Keyed<T> {
    const table = this.tables.get(language) ?? this.tables.get('en');
    if (!table) throw new Error('English is always there');
    return table;
  }

  text({ language, locale }: LocaleSettings, key: keyof T, values: Values = {}): string {
    return filled(this.table(language)[key], values, { language, locale });
  }

  /** The form of `key` for this number, by the language's own rule. */
  count(settings: LocaleSettings, key: PluralKeyOf<T>, count: number): string {
    const table = this.table(settings.language) as Table;
    const form = new Intl.PluralRules(settings.language).select(count);
    const text = table[`${key}.${form}`] ?? table[`${key}.other`] ?? '';
    return filled(text, { count }, settings);
  }
}

/** Loads the language for every part of the page that is there. */
export async function loadLanguage(language: Language): Promise<void> {
  await Promise.all([...catalogues].map((each) => each.load(language)));
}

/** Whether every part of the page that is there has the language. */
export function isLoaded(language: Language): boolean {
  return [...catalogues].every((each) => each.has(language));
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

function filled(text: string, values: Values, { language, locale }: LocaleSettings): string {
  const rtl = directionOf(language) === 'rtl';
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (typeof value === 'number') return value.toLocaleString(locale);
    // A name or a number that may run the other way must not turn the words around it.
    return rtl || RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
  });
}

/** French puts a space before “:” and its like, at which a line must not be cut. */
export function spaced<T extends Table>(texts: T): T {
  const pairs = Object.entries(texts).map(([key, text]) => [key, text.replace(/ (?=[:;?!»])|(?<=«) /g, '\u00a0')]);
  return Object.fromEntries(pairs) as T;
}
