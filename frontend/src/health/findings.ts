/** What a look found, as findings with a cause and what to do about it, the worst first. */
import type { Health, HealthNotice } from '../inbox/contract';
import type { BusinessNumber } from '../inbox/numbers';
import type { Problem } from '../inbox/problem';
import type { HealthKey } from './text/texts';

/** As `make doctor` says it. A warning: it works, but look at it. */
export const STATES = ['wrong', 'warning', 'unchecked', 'ok'] as const;
export type State = (typeof STATES)[number];

/** A text of this page, or the server's own words. */
export type Words = { key: HealthKey; values?: Readonly<Record<string, string | number>> } | { said: string };

export interface Finding {
  id: string;
  state: State;
  title: Words;
  cause?: Words | null;
  /** What to do. */
  mend?: Words | null;
  since?: string | null;
  until?: string | null;
}

export interface Looked {
  /** What the server said last; null when it never did. */
  found: Health | null;
  /** Why the last look found nothing. */
  problem: Problem | null;
  /** Empty with one business number. */
  numbers: readonly BusinessNumber[];
  /** The server's time. */
  now: number;
  /** How far the server's clock is ahead of this computer's. */
  aheadMs: number;
}

/** The ceiling is near from here. */
const NEAR = 0.8;
/** Somebody waits for long. */
const LONG_MS = 60 * 60_000;
/** A clock is wrong from here: less makes no difference to anybody. */
const CLOCK_OFF_MS = 2 * 60_000;

export function findingsOf({ found, problem, numbers, now, aheadMs }: Looked): Finding[] {
  const findings = [
    ...(problem ? [notReached(problem)] : []),
    ...(found ? serverFindings(found, numbers, now) : []),
    ...(found && !found.simulated.meta ? clockFindings(aheadMs) : []),
    outside(),
  ];
  return STATES.flatMap((state) => findings.filter((each) => each.state === state));
}

function notReached(problem: Problem): Finding {
  const said = problem.status !== 0;
  return {
    id: 'server',
    state: 'wrong',
    title: said ? { said: problem.title } : { key: 'server.unreachable' },
    cause: said && problem.detail !== null ? { said: problem.detail } : null,
    mend: { key: said ? 'server.failedMend' : 'server.unreachableMend' },
  };
}

function serverFindings(found: Health, numbers: readonly BusinessNumber[], now: number): Finding[] {
  if (found.checks.database === 'error') {
    return [
      {
        id: 'database',
        state: 'wrong',
        title: { key: 'database.wrong' },
        cause: { key: 'database.cause' },
        mend: { key: 'database.mend' },
      },
      { id: 'rest', state: 'unchecked', title: { key: 'rest.title' }, cause: { key: 'rest.cause' } },
    ];
  }
  return [
    { id: 'database', state: 'ok', title: { key: 'database.ok' } },
    ...meta(found),
    ...sending(found, numbers),
    ...templates(found, numbers),
    ...notices(found),
    assistant(found),
    ...budget(found),
    waiting(found, now),
  ];
}

function meta({ simulated }: Health): Finding[] {
  if (!simulated.meta) return [];
  return [{ id: 'meta', state: 'unchecked', title: { key: 'meta.simulated' }, mend: { key: 'meta.mend' } }];
}

/** One for each number from which nothing goes out; or that all is well. */
function sending({ numbers: served }: Health, numbers: readonly BusinessNumber[]): Finding[] {
  const stopped = served.filter((each) => each.sending.stopped);
  if (stopped.length === 0) return [{ id: 'sending', state: 'ok', title: { key: 'sending.ok' } }];
  return stopped.map(({ phone_id, sending: line }) => {
    const number = nameOf(phone_id, numbers);
    const title: Words = number ? { key: 'sending.wrongFrom', values: { number } } : { key: 'sending.wrong' };
    return stoppedLine(`sending-${phone_id}`, title, line);
  });
}

/** Where nothing goes out, `sending` says so. */
function templates({ numbers: served }: Health, numbers: readonly BusinessNumber[]): Finding[] {
  const flowing = served.filter((each) => !each.sending.stopped);
  const stopped = flowing.filter((each) => each.templates.stopped);
  if (stopped.length === 0) {
    return flowing.length === 0 ? [] : [{ id: 'templates', state: 'ok', title: { key: 'templates.ok' } }];
  }
  return stopped.map(({ phone_id, templates: line }) => {
    const number = nameOf(phone_id, numbers);
    const title: Words = number ? { key: 'templates.wrongFrom', values: { number } } : { key: 'templates.wrong' };
    return stoppedLine(`templates-${phone_id}`, title, line);
  });
}

function stoppedLine(id: string, title: Words, { reason, code, advice, since }: Health['sending']): Finding {
  const cause: Words | null =
    reason === null
      ? null
      : code === null
        ? { said: reason }
        : { key: 'stopped.cause', values: { reason, code: String(code) } };
  return {
    id,
    state: 'wrong',
    title,
    cause,
    mend: advice === null ? { key: 'stopped.mend' } : { said: advice },
    since,
  };
}

function nameOf(phoneId: string, numbers: readonly BusinessNumber[]): string | null {
  return numbers.find((each) => each.phoneId === phoneId)?.name ?? null;
}

function notices({ notices: reported, simulated }: Health): Finding[] {
  if (reported.length > 0) return reported.map(notice);
  return simulated.meta ? [] : [{ id: 'notices', state: 'ok', title: { key: 'notices.ok' } }];
}

function notice({ code, severity, subject, text, advice, detail, since, until }: HealthNotice): Finding {
  return {
    id: `notice-${code}-${subject}`,
    state: severity === 'danger' ? 'wrong' : 'warning',
    title: { said: text },
    cause: detail === null ? null : { key: 'notices.detail', values: { text: detail } },
    mend: { said: advice },
    since,
    until,
  };
}

function assistant({ assistant: state, simulated }: Health): Finding {
  const id = 'assistant';
  if (state === 'off') {
    return {
      id,
      state: 'warning',
      title: { key: 'assistant.off' },
      cause: { key: 'assistant.offCause' },
      mend: { key: 'assistant.mend' },
    };
  }
  if (simulated.model) {
    return { id, state: 'unchecked', title: { key: 'assistant.simulated' }, mend: { key: 'assistant.mend' } };
  }
  return { id, state: 'ok', title: { key: 'assistant.on' } };
}

function budget({ ceilings: { model_tokens: tokens } }: Health): Finding[] {
  if (tokens === null) return [];
  const { used, ceiling, reached } = tokens;
  const values = { used, ceiling };
  const id = 'budget';
  if (reached) {
    return [
      {
        id,
        state: 'wrong',
        title: { key: 'budget.reached' },
        cause: { key: 'budget.used', values },
        mend: { key: 'budget.mend' },
      },
    ];
  }
  if (used >= ceiling * NEAR) {
    return [
      {
        id,
        state: 'warning',
        title: { key: 'budget.near' },
        cause: { key: 'budget.used', values },
        mend: { key: 'budget.nearMend' },
      },
    ];
  }
  return [{ id, state: 'ok', title: { key: 'budget.ok', values } }];
}

function waiting({ waiting: { count, oldest } }: Health, now: number): Finding {
  const id = 'waiting';
  if (count === 0) return { id, state: 'ok', title: { key: 'waiting.none' } };
  const long = oldest !== null && now - Date.parse(oldest) >= LONG_MS;
  if (!long) return { id, state: 'ok', title: { key: 'waiting.some', values: { count } } };
  return {
    id,
    state: 'warning',
    title: { key: 'waiting.long', values: { count } },
    mend: { key: 'waiting.mend' },
    since: oldest,
  };
}

function clockFindings(aheadMs: number): Finding[] {
  if (Math.abs(aheadMs) < CLOCK_OFF_MS) return [];
  const values = { minutes: Math.round(Math.abs(aheadMs) / 60_000) };
  const key = aheadMs > 0 ? 'clock.behind' : 'clock.ahead';
  return [
    {
      id: 'clock',
      state: 'warning',
      title: { key, values },
      cause: { key: 'clock.cause' },
      mend: { key: 'clock.mend' },
    },
  ];
}

/** What only a look from outside can tell. */
function outside(): Finding {
  return {
    id: 'outside',
    state: 'unchecked',
    title: { key: 'outside.title' },
    cause: { key: 'outside.cause' },
    mend: { key: 'outside.mend' },
  };
}

/** How many there are of each state. */
export function countsOf(findings: readonly Finding[]): Record<State, number> {
  const count = (state: State) => findings.filter((each) => each.state === state).length;
  return { wrong: count('wrong'), warning: count('warning'), unchecked: count('unchecked'), ok: count('ok') };
}
