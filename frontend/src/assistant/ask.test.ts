/** Asking for an answer: what is sent, and every way in which the waiting ends. */
import { expect, test } from 'vitest';
import { Problem, unreachable } from '../inbox/problem';
import { costOf, secondsOf } from './amounts';
import { ask, type Clock, NO_ANSWER } from './ask';
import type { Answer, Draft } from './contract';

const ANSWER: Answer = {
  text: 'Hello',
  tokens: { prompt: 1, cached: 0, answer: 1 },
  took_ms: 10,
  cost: null,
  currency: null,
};
const WAITING: Draft = { state: 'waiting', answer: null, problem: null };
const DONE: Draft = { state: 'done', answer: ANSWER, problem: null };
const QUESTION = { conversation: 'c 1' };

function server(drafts: (Draft | Error)[]) {
  const calls: [string, RequestInit][] = [];
  return {
    calls,
    async call(path: string, init: RequestInit) {
      calls.push([path, init]);
      if (init.method === 'POST') return { id: 'd/1' };
      const next = drafts.length > 1 ? drafts.shift() : drafts[0];
      if (next instanceof Error) throw next;
      return next;
    },
  };
}

/** Time passes with the pauses only. */
function clock(): Clock {
  let now = 0;
  return {
    now: () => now,
    pause: async (ms) => {
      now += ms;
    },
  };
}

const running = () => new AbortController().signal;

test('the draft is asked for once, and looked at until it is there', async () => {
  const api = server([WAITING, WAITING, DONE]);
  expect(await ask(api, QUESTION, running(), clock())).toEqual(ANSWER);
  expect(api.calls.map(([path]) => path)).toEqual([
    '/api/drafts',
    '/api/drafts/d%2F1',
    '/api/drafts/d%2F1',
    '/api/drafts/d%2F1',
  ]);
  expect(api.calls[0]?.[1].body).toBe('{"conversation":"c 1"}');
});

test('a lost connection while waiting is no failure, another problem is one', async () => {
  expect(await ask(server([unreachable(), DONE]), QUESTION, running(), clock())).toEqual(ANSWER);
  const gone = new Problem(404, 'unknown_draft', 'Not found', null);
  await expect(ask(server([gone]), QUESTION, running(), clock())).rejects.toBe(gone);
});

test('a draft that failed says why', async () => {
  const failed: Draft = {
    state: 'failed',
    answer: null,
    problem: { code: 'model_failed', detail: 'The model is down.' },
  };
  await expect(ask(server([failed]), QUESTION, running(), clock())).rejects.toMatchObject({
    code: 'model_failed',
    detail: 'The model is down.',
  });
});

test('after a minute nothing more is waited for', async () => {
  const time = clock();
  await expect(ask(server([WAITING]), QUESTION, running(), time)).rejects.toMatchObject({ code: NO_ANSWER });
  expect(time.now()).toBeGreaterThanOrEqual(60_000);
  expect(time.now()).toBeLessThan(61_000);
});

test('what nobody waits for any more ends without an answer', async () => {
  const stop = new AbortController();
  const api = server([DONE]);
  const stopping: Clock = { now: () => 0, pause: async () => stop.abort() };
  expect(await ask(api, QUESTION, stop.signal, stopping)).toBeNull();
  expect(api.calls).toHaveLength(1);
});

test('a cost keeps the digits that say something', () => {
  expect(costOf(0.001234, 'EUR', 'en')).toBe('€0.0012');
  expect(costOf(0, 'EUR', 'en')).toBe('€0.00');
  expect(costOf(12.345, 'EUR', 'en')).toBe('€12.35');
  expect(costOf(0.5, 'credits', 'en')).toBe('0.50 credits');
  expect(costOf(0.2, 'EUR', 'en')).toBe('€0.20');
  expect(costOf(0.0109, 'EUR', 'en')).toBe('€0.011');
  expect(secondsOf(2349, 'fr')).toBe('2,3');
});
