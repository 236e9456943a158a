/** What the inbox shows of what waits for a person, and of what is stopped. */
import type { ComponentChild } from 'preact';
import { render } from 'preact-render-to-string';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { at, conversation } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import { Banners } from './Banners';
import { ConversationItem } from './ConversationItem';
import type { Health, Reason } from './contract';
import { wordsOf } from './reasons';
import { ThreadHeader } from './ThreadHeader';
import { NOTHING_KNOWN } from './team/known';
import { WaitingNote } from './WaitingNote';

afterEach(() => vi.unstubAllGlobals());

function html(child: ComponentChild, language = 'en'): string {
  vi.stubGlobal('navigator', { languages: [language] });
  return render(<LanguageProvider>{child}</LanguageProvider>);
}

const now = Date.parse(at(30));

const REASONS: Reason[] = [
  'model_failed',
  'assistant_off',
  'window_closed',
  'rate_cap',
  'send_failed',
  'sending_stopped',
  'nobody_answered',
  'opted_out',
  'unreadable',
  'missed_call',
  'corrected',
  'not_understood',
  'outcome_unknown',
  'day_cap',
  'model_budget',
];

function flagOf(reason: Reason, language: string): string {
  const needs_person = { reason, since: at(3) };
  const actions = { act: async () => undefined, unmerge: async () => undefined, organise: async () => undefined };
  const page = html(
    <ThreadHeader
      conversation={conversation('a', { needs_person })}
      number={null}
      window={{ open: false }}
      now={now}
      person={null}
      actions={actions}
      known={NOTHING_KNOWN}
      others={[]}
      onBack={() => undefined}
    />,
    language,
  );
  return /data-testid="needs-person".*?<span>(.*?)<\/span>/s.exec(page)?.[1] ?? '';
}

describe.each(['en', 'fr'])('%s', (language) => {
  test('every reason says something of its own, and what to do', () => {
    const flags = REASONS.map((reason) => flagOf(reason, language));
    expect(new Set(flags).size).toBe(REASONS.length);
    for (const flag of flags) expect(flag).toMatch(/\d:03.*: .+\. .+\.$/);
  });
});

test('a reason that this page does not know leads to the conversation', () => {
  expect(wordsOf('comet' as Reason).reason).toBe('reason.other');
  expect(flagOf('comet' as Reason, 'en')).toContain('Read the conversation');
});

test('the list says how long and why', () => {
  const waits = conversation('a', { needs_person: { reason: 'missed_call', since: at(3) } });
  const item = html(<ConversationItem conversation={waits} number={null} open={false} now={now} />);
  expect(item).toContain('Waiting for 27 min: a missed call');
});

test('the list marks who asked for no marketing', () => {
  const item = (marketing_opted_out?: boolean) =>
    html(
      <ConversationItem
        conversation={conversation('a', marketing_opted_out === undefined ? {} : { marketing_opted_out })}
        number={null}
        open={false}
        now={now}
      />,
    );
  expect(item(true)).toContain('No marketing');
  expect(item(false) + item()).not.toContain('No marketing');
});

test('the number of what waits, and the first of it', () => {
  const note = (waiting?: Health['waiting']) =>
    html(<WaitingNote waiting={waiting} now={now} onShow={() => undefined} />);
  expect(note({ count: 1, oldest: at(3) })).toMatch(/1 conversation needs a person, the first since \S*:03/);
  expect(note({ count: 2, oldest: null })).toContain('2 conversations need a person.');
  expect(note({ count: 100, oldest: null })).toContain('100 or more');
  expect(note({ count: 0, oldest: null }) + note(undefined)).toBe('');
});

describe('banners', () => {
  const good = { stopped: false, code: null, since: null, reason: null, advice: null };
  const bad = {
    ...good,
    stopped: true,
    code: 131042,
    reason: 'Payment is missing.',
    advice: 'Pay in Business Manager.',
  };
  const health = (part: Partial<Health>): Health => ({
    status: 'degraded',
    simulated: { meta: false, model: false },
    assistant: 'on',
    checks: { database: 'ok' },
    now: at(0),
    sending: good,
    numbers: [],
    waiting: { count: 0, oldest: null },
    ceilings: { model_tokens: null },
    notices: [],
    ...part,
  });
  const banners = (part: Partial<Health>, names: { phoneId: string; name: string }[] = []) =>
    html(<Banners health={health(part)} numbers={names} connection="live" />);

  test('stopped templates, and what to do, though texts go out', () => {
    const stopped = banners({ numbers: [{ phone_id: '1', sending: good, templates: bad }] });
    expect(stopped).toMatch(/Sending templates is stopped.*Pay in Business Manager\./s);
    expect(banners({ numbers: [{ phone_id: '1', sending: good, templates: good }] })).not.toContain('templates');
  });

  test('from which number, when there are several', () => {
    const numbers = [
      { phone_id: '1', sending: good, templates: good },
      { phone_id: '2', sending: good, templates: bad },
    ];
    const names = [
      { phoneId: '1', name: '+33 1' },
      { phoneId: '2', name: '+33 2' },
    ];
    expect(banners({ numbers }, names)).toContain('Sending templates from +33 2 is stopped');
  });

  test('where nothing goes out, that is all it says', () => {
    const all = banners({ sending: bad, numbers: [{ phone_id: '1', sending: bad, templates: bad }] });
    expect(all).toContain('Sending is stopped.');
    expect(all).not.toContain('templates');
  });

  test('what Meta reports, what to do, and Meta’s own words', () => {
    const notice = {
      code: 'template_paused',
      severity: 'warning' as const,
      subject: 'promo (fr)',
      text: 'Meta paused the template promo (fr).',
      advice: 'Change its text.',
      detail: null,
      since: at(0),
      until: at(0),
    };
    const danger = { ...notice, code: 'account_disabled', severity: 'danger' as const, detail: 'April 17' };
    expect(banners({ notices: [notice] })).toMatch(/banner-warn" role="status".*promo \(fr\)\..*Change its text\./s);
    expect(banners({ notices: [danger] })).toMatch(/banner-danger" role="alert".*Meta says: April 17/s);
  });

  test('the assistant’s ceiling for the day, once it is reached', () => {
    const at = (reached: boolean) =>
      banners({ ceilings: { model_tokens: { used: 1_200_000, ceiling: 1_000_000, reached } } });
    expect(at(true)).toMatch(/1.200.000 of 1.000.000/);
    expect(at(false) + banners({ ceilings: { model_tokens: null } }) + banners({})).not.toContain('tokens');
  });
});
