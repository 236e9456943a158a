/** The days that are looked at. Days are texts such as `2026-11-28`, which sort as the days do. */

export interface Span {
  from: string;
  to: string;
}

export const LENGTHS = [7, 30, 90] as const;
/** No more is kept. */
export const MOST_DAYS = 400;

/** The last days, today included. */
export function lastDays(length: number, now: number): Span {
  const today = dayOf(now);
  return { from: shifted(today, 1 - length), to: today };
}

/** By the local calendar. */
export function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Every day of the span. */
export function daysIn({ from, to }: Span): string[] {
  const days: string[] = [];
  for (let day = from; day <= to && days.length < MOST_DAYS; day = shifted(day, 1)) days.push(day);
  return days;
}

/** Without the days that are still to come. `newest` has something already: it may be a day ahead of the calendar here. */
export function untilToday({ from, to }: Span, today: string, newest: string): Span {
  const last = newest > today ? newest : today;
  return { from, to: to > last ? last : to };
}

export type SpanMistake = 'missing' | 'order' | 'long' | 'future';

export function mistakeIn({ from, to }: Span, today: string): SpanMistake | null {
  const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDay(from) || !isDay(to)) return 'missing';
  if (to < from) return 'order';
  // Where the business is, it may be tomorrow already.
  if (from > shifted(today, 1)) return 'future';
  return shifted(from, MOST_DAYS - 1) < to ? 'long' : null;
}

/** As people write it: `28 Nov`. The day is the server's, whatever the time here. */
export function shownDay(day: string, locale: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at);
}
