/** The health page: which findings a look comes to, in which order, and with what to do. */
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Health } from '../inbox/contract';
import { type Problem, problemFrom, unreachable } from '../inbox/problem';
import { afterLook, type Look } from '../inbox/useHealth';
import { LanguageProvider } from '../text/Language';
import { countsOf, type Finding, findingsOf, type Looked } from './findings';
import { HealthPage } from './HealthPage';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const NOW = Date.parse('2026-11-28T12:00:00Z');
const FLOWING = { stopped: false, code: null, since: null, reason: null, advice: null };
const STOPPED = {
  stopped: true,
  code: 190,
  since: '2026-11-28T11:00:00Z',
  reason: 'Access token has expired',
  advice: 'Make a new token.',
};

const healthOf = (part: Partial<Health> = {}): Health => ({
  status: 'ok',
  simulated: { meta: false, model: false },
  assistant: 'on',
  sending: FLOWING,
  numbers: [{ phone_id: '1', sending: FLOWING, templates: FLOWING }],
  waiting: { count: 0, oldest: null },
  ceilings: { model_tokens: null },
  notices: [],
  checks: { database: 'ok' },
  now: '2026-11-28T12:00:00Z',
  ...part,
});

const look = (found: Health | null, part: Partial<Looked> = {}) =>
  findingsOf({ found, problem: null, numbers: [], now: NOW, aheadMs: 0, ...part });

const states = (findings: readonly Finding[]) => findings.map(({ id, state }) => `${state} ${id}`);
const find = (findings: readonly Finding[], id: string) => findings.find((each) => each.id === id);

test('where nothing is wrong, only what needs a look from outside is not checked', () => {
  expect(states(look(healthOf()))).toEqual([
    'unchecked outside',
    'ok database',
    'ok sending',
    'ok templates',
    'ok notices',
    'ok assistant',
    'ok waiting',
  ]);
});

test('the worst comes first', () => {
  const found = healthOf({
    assistant: 'off',
    numbers: [{ phone_id: '1', sending: STOPPED, templates: STOPPED }],
    ceilings: { model_tokens: { used: 10, ceiling: 100, reached: false } },
  });
  const findings = look(found);
  expect(states(findings).slice(0, 3)).toEqual(['wrong sending-1', 'warning assistant', 'unchecked outside']);
  expect(find(findings, 'templates-1'), 'said once').toBeUndefined();
  expect(countsOf(findings)).toMatchObject({ wrong: 1, warning: 1, unchecked: 1 });
  expect(find(findings, 'sending-1')).toMatchObject({
    title: { key: 'sending.wrong' },
    cause: { key: 'stopped.cause', values: { reason: 'Access token has expired', code: '190' } },
    mend: { said: 'Make a new token.' },
    since: STOPPED.since,
  });
});

test('with several numbers each that is stopped is named, and the others are not', () => {
  const numbers = [
    { phoneId: '1', name: '+33 1' },
    { phoneId: '2', name: '+33 2' },
  ];
  const found = healthOf({
    numbers: [
      { phone_id: '1', sending: FLOWING, templates: FLOWING },
      { phone_id: '2', sending: FLOWING, templates: { ...STOPPED, advice: null } },
    ],
  });
  const findings = look(found, { numbers });
  expect(find(findings, 'templates-2')).toMatchObject({
    title: { key: 'templates.wrongFrom', values: { number: '+33 2' } },
    mend: { key: 'stopped.mend' },
  });
  expect(find(findings, 'templates')).toBeUndefined();
  expect(find(findings, 'sending')?.state).toBe('ok');
});

test('what Meta reports is as bad as it says, with its own words', () => {
  const notice = {
    code: 'template_paused',
    severity: 'warning' as const,
    subject: 'offer',
    text: 'Meta paused offer.',
    advice: 'Wait.',
    detail: 'Low quality',
    since: '2026-11-28T10:00:00Z',
    until: '2026-11-29T10:00:00Z',
  };
  const danger = { ...notice, code: 'account_banned', severity: 'danger' as const, subject: '', detail: null };
  const findings = look(healthOf({ notices: [notice, danger] }));
  expect(states(findings).slice(0, 2)).toEqual([
    'wrong notice-account_banned-',
    'warning notice-template_paused-offer',
  ]);
  expect(find(findings, 'notice-template_paused-offer')).toMatchObject({
    cause: { key: 'notices.detail', values: { text: 'Low quality' } },
    mend: { said: 'Wait.' },
    until: notice.until,
  });
  expect(find(findings, 'notice-account_banned-')?.cause).toBeNull();
});

test.each([
  [79, false, 'ok'],
  [80, false, 'warning'],
  [100, true, 'wrong'],
])('%d of 100 tokens: %s', (used, reached, state) => {
  const ceilings = { model_tokens: { used, ceiling: 100, reached } };
  expect(find(look(healthOf({ ceilings })), 'budget')?.state).toBe(state);
});

test.each([
  [0, null, 'ok'],
  [3, '2026-11-28T11:30:00Z', 'ok'],
  [3, '2026-11-28T11:00:00Z', 'warning'],
])('%d wait since %s: %s', (count, oldest, state) => {
  expect(find(look(healthOf({ waiting: { count, oldest } })), 'waiting')?.state).toBe(state);
});

test.each([
  [119_000, null],
  [120_000, 'clock.behind'],
  [-3_600_000, 'clock.ahead'],
])('a server that is %d ms ahead: %s', (aheadMs, key) => {
  expect(find(look(healthOf(), { aheadMs }), 'clock')?.title ?? null).toEqual(
    key && { key, values: { minutes: Math.abs(aheadMs) / 60_000 } },
  );
  const simulated = healthOf({ simulated: { meta: true, model: true } });
  expect(find(look(simulated, { aheadMs }), 'clock'), 'the simulation moves the time').toBeUndefined();
});

test('what is simulated is not checked', () => {
  const findings = look(healthOf({ simulated: { meta: true, model: true } }));
  expect(find(findings, 'meta')?.state).toBe('unchecked');
  expect(find(findings, 'assistant')?.state).toBe('unchecked');
  expect(find(findings, 'notices')).toBeUndefined();
});

describe('a look that finds less', () => {
  test('503 says that the database cannot be read', () => {
    const body = healthOf({ status: 'degraded', numbers: [], checks: { database: 'error' } });
    const { found, problem, endedAt } = afterLook({ found: healthOf() }, problemFrom(503, body), 7);
    expect([problem, endedAt]).toEqual([null, 7]);
    expect(states(look(found))).toEqual(['wrong database', 'unchecked rest', 'unchecked outside']);
  });

  test.each([
    ['another 503', problemFrom(503, { code: 'unavailable' })],
    ['another status', problemFrom(500, healthOf())],
    ['no answer', unreachable()],
  ])('%s leaves what was found before', (_, problem) => {
    const before = healthOf();
    expect(afterLook({ found: before }, problem, 1)).toEqual({ found: before, problem, endedAt: 1 });
    const next = healthOf({ assistant: 'off' });
    expect(afterLook({ found: before }, next, 2), 'and the next look ends it').toEqual({
      found: next,
      problem: null,
      endedAt: 2,
    });
  });

  test('without a server there is what it said last', () => {
    const findings = look(healthOf(), { problem: unreachable() });
    expect(states(findings)[0]).toBe('wrong server');
    expect(find(findings, 'server')?.mend).toEqual({ key: 'server.unreachableMend' });
    expect(find(findings, 'database')?.state).toBe('ok');
    expect(states(look(null, { problem: unreachable() }))).toEqual(['wrong server', 'unchecked outside']);
  });

  test('a problem says what the server says', () => {
    const problem = problemFrom(500, { code: 'internal', title: 'Internal error', detail: 'See the log.' });
    expect(find(look(null, { problem }), 'server')).toMatchObject({
      title: { said: 'Internal error' },
      cause: { said: 'See the log.' },
      mend: { key: 'server.failedMend' },
    });
  });
});

function page(found: Health | null, part: Partial<Look> = {}): string {
  const shown: Look = { found, problem: null, endedAt: NOW, looking: false, again: () => undefined, ...part };
  return render(
    <LanguageProvider>
      <HealthPage look={shown} numbers={[]} onClose={() => undefined} />
    </LanguageProvider>,
  );
}

describe('the page', () => {
  test('says what it comes to, and what works in one line each', () => {
    const html = page(healthOf());
    expect(html).toMatch(/Looked at \d+:\d\d:\d\d.*?every 30 seconds/);
    expect(html).toMatch(/role="status" data-testid="health-sum">Nothing is wrong\.</);
    expect(html).toMatch(/data-testid="finding-database" data-state="ok">.*?The database can be read\./);
    expect(html).toMatch(/aria-disabled="false".*?Look again/);
  });

  test('names the state of a finding in words, with cause and what to do', () => {
    const html = page(
      healthOf({ assistant: 'off', numbers: [{ phone_id: '1', sending: STOPPED, templates: FLOWING }] }),
    );
    expect(html).toContain('1 thing is wrong. 1 thing needs a look.');
    expect(html).toMatch(
      /data-testid="finding-sending-1" data-state="wrong">.*?Wrong<.*?<h2>Sending is stopped\.<\/h2>.*?Meta says: Access token has expired \(code 190\).*?What to do:<\/strong> <bdi>Make a new token\.<\/bdi>/,
    );
    expect(html).toMatch(/Look at it<.*?<h2>The assistant is off\.<\/h2>/);
  });

  test('says while it looks, and what is old', () => {
    const first = page(null, { endedAt: null, looking: true });
    expect(first).toContain('Looking…');
    expect(first).not.toContain('finding-');
    const problem: Problem = unreachable();
    expect(page(healthOf(), { problem })).toContain('what the server said last');
    expect(page(null, { problem })).not.toContain('what the server said last');
  });
});
