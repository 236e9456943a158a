/** Times to put a conversation aside until, in the reader's zone. */

const HOUR_MS = 3_600_000;
const EVENING = 18;
const MORNING = 9;

export type When = 'hour' | 'evening' | 'tomorrow';

/** Those that lie ahead: no evening is offered in the evening. */
export function offered(now: number): readonly (readonly [When, Date])[] {
  const all: readonly (readonly [When, Date])[] = [
    ['hour', new Date(now + HOUR_MS)],
    ['evening', atHour(now, 0, EVENING)],
    ['tomorrow', atHour(now, 1, MORNING)],
  ];
  return all.filter(([, at]) => at.getTime() > now);
}

function atHour(now: number, days: number, hour: number): Date {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour);
}

/** What a field of the browser for a day and a time holds: local, without a zone. */
export function asLocal(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The time in such a field; null when it holds none. */
export function fromLocal(text: string): Date | null {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? null : at;
}
