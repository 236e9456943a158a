/** The mock's usage: the same numbers for the same day. On Sundays nothing happens. */
import type { Day, Usage } from '../src/usage/contract.ts';
import { daysIn } from '../src/usage/span.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import type { MockState } from './state.ts';

export function usageApi(state: MockState, { query }: MockRequest): MockResponse {
  const span = { from: query.get('from') ?? '', to: query.get('to') ?? '' };
  if (span.to < span.from) return problem(400, 'bad_days', 'Wrong days', 'The last day is before the first.');
  const days = state.mode === 'empty' ? [] : daysIn(span).filter(isOpen).map(dayOf);
  const usage: Usage = { days, currency: days.length > 0 ? 'EUR' : null };
  if (query.get('format') !== 'csv') return { status: 200, body: usage };
  const lines = ['day,received,answers', ...days.map(({ day, received, answers }) => `${day},${received},${answers}`)];
  return { status: 200, text: `${lines.join('\r\n')}\r\n`, headers: { 'Content-Type': 'text/csv; charset=utf-8' } };
}

const isOpen = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() !== 0;

function dayOf(day: string): Day {
  const seed = Number(day.slice(8)) * 7 + Number(day.slice(5, 7)) * 13;
  const of = (most: number, by: number) => (seed * by) % most;
  const answers = 20 + of(40, 11);
  const prompt = answers * 1_900;
  return {
    day,
    received: answers + of(15, 3),
    answers,
    fallbacks: of(4, 5),
    hand_overs: { asked_for_person: of(6, 3), model_failed: of(3, 5), closed: of(5, 7), handed_over: of(4, 9) },
    tokens: { prompt, cached: Math.round(prompt * 0.6), answer: answers * 70 },
    cost: prompt * 0.0000001,
    time_to_answer: { under_5s: of(20, 3), under_15s: of(30, 7), under_60s: of(8, 5), longer: of(3, 1) },
    satisfaction: { good: of(9, 5), bad: of(3, 2) },
  };
}
