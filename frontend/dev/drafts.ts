/**
 * The mock's drafts of the assistant. A question with the word `person` is handed over; `buttons`, `list`, `closed`, `fail`
 * and `never` do what they say.
 */
import type { Answer, Draft } from '../src/assistant/contract.ts';
import type { Settings } from '../src/settings/contract.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import { HANDED_OVER } from './samples.ts';
import { problemsIn, refused } from './settings.ts';
import type { MockState } from './state.ts';

interface Kept {
  readyAt: number;
  draft: Draft;
}

const TAKES_MS = 1_200;

export function draftsApi(state: MockState, { method, path, body }: MockRequest): MockResponse {
  if (method === 'POST') return ask(state, body);
  const kept = state.drafts.get(path.replace(/^\/drafts\//, '')) as Kept | undefined;
  if (!kept) return problem(404, 'unknown_draft', 'Not found', 'There is no such draft.');
  const waiting: Draft = { state: 'waiting', answer: null, problem: null };
  return { status: 200, body: Date.now() < kept.readyAt ? waiting : kept.draft };
}

function ask(state: MockState, body: Record<string, unknown>): MockResponse {
  const settings = (body.settings ?? {}) as Settings;
  const wrong = problemsIn(settings);
  if (wrong.length > 0) return refused(wrong);
  const messages = (body.messages ?? []) as { text: string }[];
  const asked = messages.at(-1)?.text ?? 'Do you have rye bread?';
  const readyAt = /never/.test(asked) ? Number.POSITIVE_INFINITY : Date.now() + TAKES_MS;
  const id = state.id('d');
  state.drafts.set(id, { readyAt, draft: draftOf(asked, settings) } satisfies Kept);
  return { status: 202, body: { id } };
}

function draftOf(asked: string, settings: Settings): Draft {
  if (!/fail/.test(asked)) return { state: 'done', answer: answerTo(asked, settings), problem: null };
  const detail = 'The language model refused the key: check OPENAI_API_KEY.';
  return { state: 'failed', answer: null, problem: { code: 'model_failed', detail } };
}

function answerTo(asked: string, { facts = '' }: Settings): Answer {
  const answer: Answer = {
    text: `You asked: “${asked}”. Rye bread is *5.20 €*:\n- 800 g\n- baked each morning`,
    rests_on: { ...(facts === '' ? {} : { parts: ['Prices', 'Orders'] }), settings_version: 2 },
    tokens: { prompt: 1_843, cached: 1_536, answer: 61 },
    took_ms: 2_318,
    cost: 0.000412,
    currency: 'EUR',
  };
  if (/buttons/.test(asked))
    return { ...answer, text: 'Which one?', buttons: ['Rye bread', 'Baguette', 'A cake to order'] };
  if (/list/.test(asked)) {
    const rows = ['Rye bread', 'Baguette', 'Brioche', 'Walnut bread'];
    const list = { button: 'See the breads', rows: rows.map((title) => ({ title, description: 'From 7:00' })) };
    return { ...answer, text: 'We have four.', list, cost: null, currency: null };
  }
  const { rests_on: _, ...fixed } = answer;
  if (/closed/.test(asked)) return { ...fixed, text: 'We are closed.', says: 'closed' };
  if (!/person/.test(asked)) return answer;
  const tools = [
    { name: 'find_order', outcome: 'done' as const },
    { name: 'refund', outcome: 'in_doubt' as const },
  ];
  const rests_on = { tools, settings_version: 2 };
  return { ...answer, text: 'A colleague will answer you.', says: 'handed_over', hands_over: HANDED_OVER, rests_on };
}
