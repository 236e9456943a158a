/** Settings as a person reads them: to look at an earlier version. */
import { type OpeningHours, type Settings, TEXT_NAMES, type TextLanguage } from './contract';
import { languageName } from './FixedTexts';
import { DAYS } from './hours';
import type { SettingsTexts } from './text/texts';

export interface ReadableField {
  name: keyof Settings;
  label: string;
  lines: string[];
}

const ORDER = [
  'instructions',
  'facts',
  'time_zone',
  'hours',
  'out_of_hours',
  'texts',
  'assistant',
  'voice',
  'pictures',
  'documents',
  'length',
  'language',
  'words_for_person',
  'max_replies_per_hour',
  'max_replies_per_day',
  'model',
] as const satisfies readonly (keyof Settings)[];

/** Only what is set, in the order of the form. */
export function readable(settings: Settings, texts: SettingsTexts): ReadableField[] {
  return ORDER.filter((name) => settings[name] !== undefined).map((name) => ({
    name,
    label: texts.tx(`field.${name}`),
    lines: linesOf(name, settings, texts),
  }));
}

function linesOf(name: keyof Settings, settings: Settings, { tx, locale }: SettingsTexts): string[] {
  const { hours, texts, out_of_hours, language, length } = settings;
  if (name === 'hours' && hours) return hoursLines(hours, tx);
  if (name === 'texts' && texts) return textLines(texts, tx, locale);
  if (name === 'out_of_hours' && out_of_hours) return [tx(`out.${out_of_hours}`)];
  if (name === 'language' && language) return [languageName(language, locale)];
  if (name === 'length' && length) return [tx(`behaviour.${length}`)];
  const value = settings[name];
  if (typeof value === 'boolean') return [tx(value ? 'yes' : 'no')];
  if (typeof value === 'number') return [value.toLocaleString(locale)];
  return Array.isArray(value) ? value : [String(value)];
}

function hoursLines(hours: OpeningHours, tx: SettingsTexts['tx']): string[] {
  const spans = (written: readonly string[] | undefined) => written?.join(', ') || tx('hours.closed');
  const days = DAYS.map((day) => `${tx(`hours.${day}`)}: ${spans(hours[day])}`);
  const special = (hours.exceptions ?? []).map(
    ({ from, to, name, hours: written }) =>
      `${from}${to ? ` – ${to}` : ''}${name ? ` ${name}` : ''}: ${spans(written)}`,
  );
  return [...days, ...special];
}

function textLines(texts: NonNullable<Settings['texts']>, tx: SettingsTexts['tx'], locale: string): string[] {
  return TEXT_NAMES.flatMap((name) => {
    const written = texts[name] ?? {};
    const title = tx(`texts.${name}`);
    if (typeof written === 'string') return [`${title}: ${written}`];
    return Object.entries(written).map(
      ([language, text]) => `${title} (${languageName(language as TextLanguage, locale)}): ${text}`,
    );
  });
}

/** Day and time, in a form for the middle of a sentence. */
export function momentOf(iso: string | null, locale: string): string {
  if (iso === null) return '';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}
