/** The usage page: which days, what they come to, and the tables behind the charts. */
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../text/Language';
import { usageCalls } from './calls';
import type { Day, Usage } from './contract';
import { asLines } from './Figure';
import { Figures } from './Figures';
import { dayOf, daysIn, lastDays, mistakeIn, shownDay, untilToday } from './span';
import { percentOf, sumsOf } from './sums';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const day = (name: string, part: Partial<Day> = {}): Day => ({
  day: name,
  received: 12,
  answers: 10,
  fallbacks: 1,
  hand_overs: { asked_for_person: 2, comet: 1 },
  tokens: { prompt: 1000, cached: 600, answer: 50 },
  cost: 0.25,
  time_to_answer: { under_5s: 6, under_15s: 3, under_60s: 1, longer: 0 },
  satisfaction: { good: 3, bad: 1 },
  ...part,
});

describe('days', () => {
  test('the last ones end today, by the local calendar', () => {
    const now = new Date(2026, 2, 1, 0, 30).getTime();
    expect(dayOf(now)).toBe('2026-03-01');
    expect(lastDays(7, now)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
    expect(daysIn(lastDays(7, now))).toHaveLength(7);
    // The clocks change on 29 March.
    expect(daysIn({ from: '2026-03-28', to: '2026-03-31' })).toEqual([
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
      '2026-03-31',
    ]);
  });

  test('a wrong span is named', () => {
    const mistake = (from: string, to: string) => mistakeIn({ from, to }, '2026-03-05');
    expect(mistake('2026-03-01', '2026-03-01')).toBeNull();
    expect(mistake('', '2026-03-01')).toBe('missing');
    expect(mistake('2026-03-02', '2026-03-01')).toBe('order');
    expect(mistake('2025-01-01', '2026-02-04')).toBeNull();
    expect(mistake('2025-01-01', '2026-02-05')).toBe('long');
    expect(mistake('2026-03-06', '2026-03-09'), 'tomorrow has begun in the east').toBeNull();
    expect(mistake('2026-03-07', '2026-03-09')).toBe('future');
  });

  test('days that are still to come are left out', () => {
    const span = { from: '2026-03-01', to: '2026-03-31' };
    expect(untilToday(span, '2026-03-05', '2026-03-04').to).toBe('2026-03-05');
    expect(untilToday(span, '2026-03-05', '2026-03-06').to).toBe('2026-03-06');
    expect(untilToday(span, '2026-04-05', '2026-03-04').to).toBe('2026-03-31');
  });

  test('a day is the server’s, wherever one reads it', () => {
    expect(shownDay('2026-03-01', 'en-GB')).toBe('1 Mar');
  });
});

test('the days are added up, and reasons by how often', () => {
  const sums = sumsOf([day('a'), day('b', { cost: null, hand_overs: { comet: 4 } })]);
  expect(sums).toMatchObject({ received: 24, answers: 20, handOvers: 7, cost: 0.25 });
  expect(sums.reasons).toEqual([
    ['comet', 5],
    ['asked_for_person', 2],
  ]);
  expect(sums.tokens).toEqual({ prompt: 2000, cached: 1200, answer: 100 });
  expect(sums.speeds.under_5s).toBe(12);
  expect(sums.opinions).toEqual({ good: 6, bad: 2 });
  expect(sumsOf([day('a', { cost: null })]).cost).toBeNull();
  expect(percentOf(1, 3)).toBe(33);
  expect(percentOf(0, 0)).toBeNull();
});

function page(usage: Usage, today = '2026-03-10'): string {
  const span = { from: '2026-03-01', to: '2026-03-03' };
  return render(
    <LanguageProvider>
      <Figures usage={usage} span={span} today={today} />
    </LanguageProvider>,
  );
}

/** One figure of the page. */
function figure(usage: Usage, name: string): string {
  return (
    new RegExp(`data-testid="usage-${name}".*?</section></details>|data-testid="usage-${name}".*?</section>`, 's').exec(
      page(usage),
    )?.[0] ?? ''
  );
}

const USAGE: Usage = { days: [day('2026-03-01'), day('2026-03-03', { answers: 30 })], currency: 'EUR' };

test('every day has its place, also one on which nothing happened', () => {
  const answers = figure(USAGE, 'answers');
  expect(answers.match(/<g>/g)).toHaveLength(3);
  expect(answers).toContain('<title>Mar 2: Answered 0, Could not answer 0</title>');
  expect(answers).toMatch(/role="img" aria-label="Answers a day\. Answered: 40, Could not answer: 2"/);
  // 31 are the highest: the column is as high as the drawing.
  expect(answers).toMatch(/series-0" x="21" y="3\.2\d*" width="8" height="96\.7/);
});

test('what came in stands beside what went out', () => {
  const messages = figure(USAGE, 'messages');
  expect(messages).toMatch(/aria-label="Messages a day\. Received: 24, Sent by the assistant: 42"/);
  // 31 were sent on one day: 12 received ones are 39 of 100.
  expect(messages).toMatch(/series-0" x="21" y="61\.\d+" width="4" height="38\.7/);
  expect(messages).toMatch(/series-1" x="25" y="0" width="4" height="100"/);
  expect(messages).toMatch(/<th scope="row">Mar.3<\/th><td>12<\/td><td>31<\/td>/);
});

test('a shop of two days, and a day that is not over, are said', () => {
  const partial = (html: string) => /usage-partial">(.*?)<\/p>/.exec(html)?.[1]?.trim();
  expect(partial(page(USAGE))).toBe('Something happened on 2 of 3 days.');
  expect(partial(page(USAGE, '2026-03-03'))).toMatch(/2 of 3 days\. Today is not over/);
  const ofToday = { days: [day('2026-03-01')], currency: null };
  expect(partial(page(ofToday, '2026-03-01'))).toMatch(/^Today is not over/);
  expect(page(ofToday, '2026-03-01').match(/<g>/g), 'a column in each of four charts').toHaveLength(4);
});

test('a table is copied as a spreadsheet takes it', () => {
  expect(
    asLines([
      ['Day', 'Cost'],
      ['Mar\u00a01', '1'],
    ]),
  ).toBe('Day\tCost\nMar 1\t1');
});

test('each chart has its table', () => {
  expect(figure(USAGE, 'answers')).toMatch(/<th scope="row">Mar.3<\/th><td>12<\/td><td>30<\/td><td>1<\/td><td>3<\/td>/);
  expect(figure(USAGE, 'answers')).toMatch(/<tfoot><tr><th scope="row">Total<\/th><td>24<\/td><td>40<\/td>/);
  expect(figure(USAGE, 'tokens')).toMatch(/Mar.1<\/th><td>400<\/td><td>600<\/td><td>50<\/td>/);
  expect(figure(USAGE, 'cost')).toContain('€0.25');
  expect(figure(USAGE, 'speed')).toMatch(/under 5 s<\/th><td>12 \(60 %\)/);
  expect(figure(USAGE, 'satisfaction')).toMatch(/It helped<\/th><td>6 \(75 %\)/);
  expect(figure(USAGE, 'hand-overs')).toMatch(/comet<\/th><td>2</);
  expect(figure(USAGE, 'hand-overs')).toContain('asked for a person');
});

test('what is not known says so', () => {
  const none = {
    days: [day('2026-03-01', { cost: null, hand_overs: {}, satisfaction: { good: 0, bad: 0 } })],
    currency: null,
  };
  expect(figure(none, 'cost')).toContain('no price');
  expect(figure(none, 'satisfaction')).toContain('switched on in the settings');
  expect(figure(none, 'hand-overs')).toContain('Nothing was handed over');
  expect(page(none)).toMatch(/<dt>Tokens<\/dt><dd>1,050/);
  expect(page({ days: [], currency: null })).toContain('Nothing happened');
});

test('the number and the days are asked for, as a table too', async () => {
  const call = vi.fn(async () => 'day\r\n');
  const span = { from: '2026-03-01', to: '2026-03-03' };
  await usageCalls({ call }, 'a/b').load(span);
  expect(await usageCalls({ call }, null).csv(span)).toBe('day\r\n');
  expect(call.mock.calls.map(([path]: unknown[]) => path)).toEqual([
    '/api/usage?phone_id=a%2Fb&from=2026-03-01&to=2026-03-03',
    '/api/usage?from=2026-03-01&to=2026-03-03&format=csv',
  ]);
});
