/** What the inbox shows of who is who: at which number, in which group, and who may be the same person. */
import type { ComponentChild } from 'preact';
import { render } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { at, conversation, message, NO_ACTIONS } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import { Banners } from './Banners';
import { ConversationItem } from './ConversationItem';
import type { Conversation, Health } from './contract';
import { MessageBubble } from './MessageBubble';
import { SamePerson } from './SamePerson';
import { ThreadHeader } from './ThreadHeader';
import { NOTHING_KNOWN } from './team/known';

const NUMBER = '+33 4 78 11 11 11';
const AWA = { id: 'b', name: 'Awa', username: 'awa', phone_number: null };

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const html = (child: ComponentChild) => render(<LanguageProvider>{child}</LanguageProvider>);
const done = async () => undefined;
const now = Date.parse(at(0));

function header(part: Partial<Conversation>, number: string | null = null): string {
  return html(
    <ThreadHeader
      conversation={conversation('a', { name: 'Awa', ...part })}
      number={number}
      window={{ open: false }}
      now={now}
      person={null}
      actions={{ act: done, unmerge: done, organise: done }}
      known={NOTHING_KNOWN}
      others={[]}
      onBack={() => undefined}
    />,
  );
}

function item(part: Partial<Conversation>, number: string | null = null): string {
  const shown = conversation('a', { name: 'Awa', ...part });
  return html(<ConversationItem conversation={shown} number={number} open={false} now={now} />);
}

test('the business number is named in the list and in the header, when there are several', () => {
  expect(item({}, NUMBER)).toContain(NUMBER);
  expect(header({}, NUMBER)).toContain(NUMBER);
  expect(item({}) + header({})).not.toContain('business-number');
});

test('a group has its sign, and no window and no takeover', () => {
  const group = { group: { id: 'g' }, name: 'Neighbours' };
  expect(item(group)).toContain('Group');
  expect(header(group)).toContain('Group');
  expect(header(group)).not.toMatch(/Window|takeover/);
  expect(header({})).toMatch(/Window closed.*data-testid="takeover"/s);
  expect(item({}) + header({})).not.toContain('Group');
});

test('a message in a group names who wrote it', () => {
  const inbound = message('c.1.x', { direction: 'inbound', sent_by: null, status: 'received' });
  const shown = (author: string | null) =>
    html(<MessageBubble message={inbound} author={author} quoted={null} resent={false} actions={NO_ACTIONS} />);
  expect(shown('Salma <b>')).toContain('Salma &lt;b>');
  expect(shown('Salma')).not.toContain('Customer:');
  expect(shown(null)).toContain('Customer:');
});

test('the list marks that two conversations may be with one person', () => {
  expect(item({ perhaps_same_as: AWA })).toContain('Same person as @awa?');
  expect(item({})).not.toContain('data-testid="perhaps"');
});

test('the thread names the other person and offers what can be done', () => {
  const notice = html(<SamePerson other={AWA} onJoin={done} onDistinct={done} />);
  expect(notice).toContain('Awa (@awa)');
  expect(notice).toContain('href="#/c/b"');
  for (const action of ['merge', 'distinct']) expect(notice).toContain(`data-testid="${action}"`);
  expect(notice).not.toContain('merge-confirm');
});

test('the header says what was joined, and offers to undo it', () => {
  expect(header({ merged: [AWA] })).toMatch(/Joined with Awa \(@awa\).*data-testid="unmerge"/s);
  expect(header({})).not.toContain('Joined');
});

test('the banner names the number that sending is stopped for, when there are several', () => {
  const good = { stopped: false, code: null, since: null, reason: null, advice: null };
  const bad = { ...good, stopped: true, advice: 'Set a new token.' };
  const health = (...numbers: Health['numbers']): Health => ({
    status: 'degraded',
    simulated: { meta: false, model: false },
    assistant: 'on',
    checks: { database: 'ok' },
    now: at(0),
    waiting: { count: 0, oldest: null },
    ceilings: { model_tokens: null },
    notices: [],
    sending: bad,
    numbers,
  });
  const one = { phone_id: '1', sending: good, templates: good };
  const two = { phone_id: '2', sending: bad, templates: good };
  const named = [
    { phoneId: '1', name: '+33 1' },
    { phoneId: '2', name: '+33 2' },
  ];
  const several = html(<Banners health={health(one, two)} numbers={named} connection="live" />);
  expect(several).toContain('Sending from +33 2 is stopped.');
  expect(several).not.toContain('+33 1');
  expect(html(<Banners health={health(two)} numbers={[]} connection="live" />)).toContain('Sending is stopped.');
});
