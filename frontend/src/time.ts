/** Dates and durations as people say them. All are local times, all take the present moment as an argument. */
import type { LocaleSettings } from './text/catalogue';
import { type TextKey, translate } from './text/translate';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Hours and minutes: `14:05`. */
export function clockTime(iso: string, { locale }: LocaleSettings): string {
  return format(iso, locale, { hour: 'numeric', minute: '2-digit' });
}

/** With seconds, for what is looked at again and again. */
export function exactTime(iso: string, { locale }: LocaleSettings): string {
  return format(iso, locale, { timeStyle: 'medium' });
}

/** Date and time in full, for titles and for the details of a status. */
export function fullTime(iso: string, { locale }: LocaleSettings): string {
  return format(iso, locale, { dateStyle: 'full', timeStyle: 'medium' });
}

/** Shortest useful form for a list: `now`, `5 min`, `14:05`, `yesterday`, `Mon`, `12 Mar`, `12 Mar 2025`. */
export function listTime(iso: string, now: number, settings: LocaleSettings): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '';
  const age = now - at;
  if (age < MINUTE && age > -MINUTE) return say(settings, 'time.now');
  if (age >= 0 && age < HOUR) return say(settings, 'time.minutes', Math.floor(age / MINUTE));
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(iso, settings);
  if (days === 1) return say(settings, 'time.yesterday');
  if (days < 7) return format(iso, settings.locale, { weekday: 'short' });
  return format(iso, settings.locale, { day: 'numeric', month: 'short', ...yearUnlessPresent(at, now) });
}

/** The heading of a day in a thread: `Today`, `Yesterday`, `Monday 12 March`. */
export function dayHeading(iso: string, now: number, settings: LocaleSettings): string {
  const at = Date.parse(iso);
  const days = daysBetween(at, now);
  if (days === 0) return say(settings, 'time.Today');
  if (days === 1) return say(settings, 'time.Yesterday');
  return format(iso, settings.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...yearUnlessPresent(at, now),
  });
}

/** `14:05` today, else the day with it. For “until …”. */
export function untilTime(iso: string, now: number, settings: LocaleSettings): string {
  if (daysBetween(Date.parse(iso), now) === 0) return clockTime(iso, settings);
  return format(iso, settings.locale, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
}

/** `14:05` today, `Mon 14:05` within a week, else the day: `12 Mar`. For “since …”. */
export function sinceTime(iso: string, now: number, settings: LocaleSettings): string {
  if (daysBetween(Date.parse(iso), now) < 7) return untilTime(iso, now, settings);
  return listTime(iso, now, settings);
}

/** `12 Mar 2026, 14:05`: for moments that may be far away, before or after. */
export function dateAndTime(iso: string, { locale }: LocaleSettings): string {
  return format(iso, locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A duration rounded down to its largest unit, never less than a minute: `3 h`, `25 min`. */
export function duration(ms: number, settings: LocaleSettings): string {
  if (ms >= HOUR) return say(settings, 'time.hours', Math.floor(ms / HOUR));
  return say(settings, 'time.minutes', Math.max(1, Math.floor(ms / MINUTE)));
}

function say({ language, locale }: LocaleSettings, key: TextKey, count = 0): string {
  return translate(language, key, { count }, locale);
}

/** A key that is equal for two times of the same local day. */
export function dayKey(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** Midnights between two moments, by the local calendar: 23:59 yesterday is one day ago at 00:01. */
function daysBetween(from: number, to: number): number {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  return Math.round((midnight(to) - midnight(from)) / (24 * HOUR));
}

function yearUnlessPresent(at: number, now: number): Intl.DateTimeFormatOptions {
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' };
}

/** In the reader's time zone. By the Gregorian calendar everywhere, as in the settings and on WhatsApp. */
function format(iso: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? '' : formatOf(locale, options).format(at);
}

/** To make one takes longer than to show the message whose time it is for. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { calendar: 'gregory', ...options });
  formats.set(key, made);
  return made;
}
