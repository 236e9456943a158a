/** Opening hours as they are edited. */
import type { OpeningHours } from './contract';

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Day = (typeof DAYS)[number];
export const WEEKDAYS: readonly Day[] = DAYS.slice(0, 5);

/** Two values of time fields, which have no 24:00: an end at 00:00 is midnight. Empty while one is being typed. */
export interface Span {
  from: string;
  to: string;
}

/** A day without spans is closed. */
export type Week = Readonly<Record<Day, readonly Span[]>>;

export interface Exception {
  from: string;
  /** Empty: one day. */
  to: string;
  name: string;
  spans: readonly Span[];
}

export const NEW_SPAN: Span = { from: '09:00', to: '18:00' };

export function spanOf(written: string): Span {
  const [from = '', to = ''] = written.split('-');
  return { from, to: to === '24:00' ? '00:00' : to };
}

export function writtenSpan({ from, to }: Span): string {
  return `${from}-${to === '00:00' ? '24:00' : to}`;
}

export function weekOf(hours: OpeningHours): Week {
  return Object.fromEntries(DAYS.map((day) => [day, (hours[day] ?? []).map(spanOf)])) as unknown as Week;
}

/** Days that are closed are left out. */
export function hoursOf(week: Week, exceptions: readonly Exception[]): OpeningHours {
  const open = DAYS.filter((day) => week[day].length > 0);
  const days = Object.fromEntries(open.map((day) => [day, week[day].map(writtenSpan)])) as OpeningHours;
  return exceptions.length === 0 ? days : { ...days, exceptions: exceptions.map(writtenException) };
}

function writtenException({ from, to, name, spans }: Exception) {
  return {
    from,
    ...(to === '' ? {} : { to }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    hours: spans.map(writtenSpan),
  };
}

export function exceptionsOf(hours: OpeningHours): Exception[] {
  return (hours.exceptions ?? []).map(({ from, to = '', name = '', hours: written = [] }) => ({
    from,
    to,
    name,
    spans: written.map(spanOf),
  }));
}

/** All weekdays are open as this day is. */
export function copiedToWeekdays(week: Week, day: Day): Week {
  return { ...week, ...Object.fromEntries(WEEKDAYS.map((each) => [each, week[day]])) };
}

/** What a reader of a span might miss. */
export function remarkOn({ from, to }: Span): 'allDay' | 'nextDay' | null {
  if (from === '' || to === '' || to === '00:00') return from === '00:00' && to === '00:00' ? 'allDay' : null;
  return to < from ? 'nextDay' : null;
}

export type SpanMistake = 'incomplete' | 'noTime' | 'overlap';

/** What is wrong with the spans of one day. */
export function mistakeIn(spans: readonly Span[]): SpanMistake | null {
  if (spans.some(({ from, to }) => from === '' || to === '')) return 'incomplete';
  if (spans.some(({ from, to }) => from === to && from !== '00:00')) return 'noTime';
  const inOrder = [...spans].sort((a, b) => (a.from < b.from ? -1 : 1));
  const overlap = inOrder.some(({ from, to }, at) => {
    const next = inOrder[at + 1];
    // One that ends at midnight or on the next day leaves nothing for another one after it.
    return next !== undefined && (to <= from || next.from < to);
  });
  return overlap ? 'overlap' : null;
}
