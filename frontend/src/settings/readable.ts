/** Settings as a person reads them: to look at an earlier version. */
import { type OpeningHours, type Price, type Settings, TEXT_NAMES, type TextLanguage, type Tool } from './contract';
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
  'buttons',
  'satisfaction',
  'length',
  'language',
  'words_for_person',
  'max_replies_per_hour',
  'max_replies_per_day',
  'model',
  'tools',
  'mcp',
  'price',
  'events',
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
  const { hours, texts, out_of_hours, language, length, tools, mcp, price, events } = settings;
  if (name === 'hours' && hours) return hoursLines(hours, tx);
  if (name === 'texts' && texts) return textLines(texts, tx, locale);
  if (name === 'out_of_hours' && out_of_hours) return [tx(`out.${out_of_hours}`)];
  if (name === 'language' && language) return [languageName(language, locale)];
  if (name === 'length' && length) return [tx(`behaviour.${length}`)];
  if (name === 'tools' && tools) return tools.flatMap((tool) => toolLines(tool, tx));
  if (name === 'mcp' && mcp) return mcp.map((server) => `${server.name}: ${server.url}${secretNote(server, tx)}`);
  if (name === 'price' && price) return [priceLine(price, tx, locale)];
  if (name === 'events' && events) {
    return [`${events.url}${secretNote(events, tx)}`, ...events.types.map((type) => tx(`events.${type}`))];
  }
  const value = settings[name];
  if (typeof value === 'boolean') return [tx(value ? 'yes' : 'no')];
  if (typeof value === 'number') return [value.toLocaleString(locale)];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function toolLines(tool: Tool, tx: SettingsTexts['tx']): string[] {
  const { name, description, method, url, parameters, changes = method === 'POST' } = tool;
  const flag = changes ? ` (${tx('tools.changesShort')})` : '';
  return [
    `${name}${flag}: ${description}`,
    `${method} ${url}${secretNote(tool, tx)}`,
    `${tx('parameters.title')}: ${JSON.stringify(parameters)}`,
  ];
}

function secretNote({ secret, has_secret }: Pick<Tool, 'secret' | 'has_secret'>, tx: SettingsTexts['tx']): string {
  if (secret !== undefined) return ` · ${tx('secret.new')}`;
  return has_secret ? ` · ${tx('secret.has')}` : '';
}

function priceLine(price: Price, tx: SettingsTexts['tx'], locale: string): string {
  const parts = (['prompt', 'cached', 'answer'] as const).flatMap((part) => {
    const amount = price[part]?.toLocaleString(locale, { maximumFractionDigits: 6 });
    return amount === undefined ? [] : [`${tx(`price.${part}`)}: ${amount}`];
  });
  return `${parts.join(', ')} ${price.currency}`;
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
