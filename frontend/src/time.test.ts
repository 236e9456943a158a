import { describe, expect, test } from 'vitest';
import { clockTime, dayHeading, dayKey, duration, listTime, sinceTime, untilTime } from './time';

// Local times throughout: built from local parts, so that the tests pass in every time zone.
const local = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute);
const iso = (date: Date) => date.toISOString();
const now = local(18, 14, 30).getTime(); // a Wednesday
const english = { language: 'en', locale: 'en-GB' } as const;
const french = { language: 'fr', locale: 'fr' } as const;

describe('listTime', () => {
  test.each([
    [local(18, 14, 30), 'now', 'à l’instant'],
    [local(18, 14, 25), '5 min', '5 min'],
    [local(18, 13, 30), '13:30', '13:30'],
    [local(17, 23, 59), 'yesterday', 'hier'],
    [local(16, 9), 'Mon', 'lun.'],
    [local(2, 9), '2 Mar', '2 mars'],
    [new Date(2025, 11, 24, 9), '24 Dec 2025', '24 déc. 2025'],
  ])('%s', (at, inEnglish, inFrench) => {
    expect(listTime(iso(at), now, english)).toBe(inEnglish);
    expect(listTime(iso(at), now, french)).toBe(inFrench);
  });

  test('a time a little in the future, by another clock, is now', () => {
    expect(listTime(iso(new Date(now + 20_000)), now, english)).toBe('now');
  });

  test('no time gives no text', () => {
    expect(listTime('nonsense', now, english)).toBe('');
  });
});

test('yesterday goes by the calendar, not by 24 hours', () => {
  const justAfterMidnight = local(18, 0, 1).getTime();
  expect(dayHeading(iso(local(17, 23, 59)), justAfterMidnight, english)).toBe('Yesterday');
  expect(dayHeading(iso(local(18, 0, 0)), justAfterMidnight, english)).toBe('Today');
});

test('older days are written out', () => {
  expect(dayHeading(iso(local(9, 8)), now, french)).toBe('lundi 9 mars');
  expect(dayHeading(iso(new Date(2025, 2, 9)), now, english)).toContain('2025');
});

test('days are counted by the local calendar', () => {
  expect(dayKey(iso(local(18, 0)))).toBe(dayKey(iso(local(18, 23, 59))));
  expect(dayKey(iso(local(17, 23, 59)))).not.toBe(dayKey(iso(local(18, 0))));
});

test('until names the day when it is not today', () => {
  expect(untilTime(iso(local(18, 20)), now, english)).toBe('20:00');
  expect(untilTime(iso(local(19, 6, 5)), now, english)).toMatch(/^Thu\D*06:05$/);
});

test('durations round down, to a minute at least', () => {
  const hour = 3_600_000;
  expect(duration(3 * hour + 59 * 60_000, english)).toBe('3 h');
  expect(duration(hour - 1, english)).toBe('59 min');
  expect(duration(5, english)).toBe('1 min');
});

test('hours look as in the browser’s region', () => {
  expect(clockTime(iso(local(18, 14, 5)), { language: 'en', locale: 'en-US' })).toMatch(/^2:05\sPM$/);
  expect(clockTime(iso(local(18, 14, 5)), french)).toBe('14:05');
});

test('since when: a time today, a day with its time within a week, else the day', () => {
  expect(sinceTime(iso(local(18, 10, 5)), now, english)).toBe('10:05');
  expect(sinceTime(iso(local(15, 10, 5)), now, english)).toMatch(/^Sun\D*10:05$/);
  expect(sinceTime(iso(local(9, 10, 5)), now, english)).toBe('9 Mar');
});
