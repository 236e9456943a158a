/** Asks the assistant for an answer that is sent to nobody, and waits for it. */
import type { Api } from '../inbox/api';
import { asProblem, Problem } from '../inbox/problem';
import type { Answer, Draft, Question } from './contract';

const TIMEOUT_MS = 15_000;
const LIMIT_MS = 60_000;
const POLL_MS = 700;

/** The code of the problem when no answer came within a minute. */
export const NO_ANSWER = 'no_answer';

export interface Clock {
  now(): number;
  /** Ends early when `stop` does. */
  pause(ms: number, stop: AbortSignal): Promise<void>;
}

/** Null once `stop` is aborted. Fails with a `Problem` only. */
export async function ask(
  { call }: Pick<Api, 'call'>,
  question: Question,
  stop: AbortSignal,
  clock: Clock = CLOCK,
): Promise<Answer | null> {
  const until = clock.now() + LIMIT_MS;
  const headers = { 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(question) };
  const { id } = (await call('/api/drafts', init, TIMEOUT_MS)) as { id: string };
  while (clock.now() < until) {
    await clock.pause(POLL_MS, stop);
    if (stop.aborted) return null;
    const draft = await look(call, id, Math.min(TIMEOUT_MS, Math.max(1, until - clock.now())));
    if (stop.aborted) return null;
    if (draft?.state === 'done' && draft.answer) return draft.answer;
    if (draft?.state === 'failed') throw new Problem(502, draft.problem?.code ?? '', '', draft.problem?.detail ?? null);
  }
  throw new Problem(504, NO_ANSWER, '', null);
}

/** Null where only the connection failed: it is looked at again. */
async function look(call: Api['call'], id: string, timeoutMs: number): Promise<Draft | null> {
  try {
    return (await call(`/api/drafts/${encodeURIComponent(id)}`, {}, timeoutMs)) as Draft;
  } catch (error) {
    const problem = asProblem(error);
    if (problem.outcomeUnknown) return null;
    throw problem;
  }
}

const CLOCK: Clock = {
  now: () => performance.now(),
  pause: (ms, stop) =>
    new Promise((resume) => {
      const timer = setTimeout(resume, ms);
      stop.addEventListener('abort', () => {
        clearTimeout(timer);
        resume();
      });
    }),
};
