/** What the inbox shows of what the assistant says for the colleague. */
import type { ComponentChild } from 'preact';
import { render } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { at, conversation, HANDED_OVER, message, NO_ACTIONS } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import type { Conversation, Message } from './contract';
import { MessageBubble } from './MessageBubble';
import { ThreadHeader } from './ThreadHeader';
import { NOTHING_KNOWN } from './team/known';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const html = (child: ComponentChild) => render(<LanguageProvider>{child}</LanguageProvider>);

function header(part: Partial<Conversation>): string {
  const actions = { act: async () => undefined, unmerge: async () => undefined, organise: async () => undefined };
  return html(
    <ThreadHeader
      conversation={conversation('a', part)}
      number={null}
      window={{ open: false }}
      now={Date.parse(at(30))}
      person={null}
      actions={actions}
      known={NOTHING_KNOWN}
      others={[]}
      onBack={() => undefined}
    />,
  );
}

test('a hand-over says why, what was said, and what the customer wants', () => {
  const page = header({ handed_over: { ...HANDED_OVER, at: at(3) } });
  expect(page).toMatch(/<details open[^>]*data-testid="handed-over"><summary>The assistant handed over, \S*:03/);
  for (const text of Object.values(HANDED_OVER)) expect(page).toContain(text);
  expect(header({ handed_over: { reason: '', summary: '', wants: '', at: at(3) } })).toContain('It says no reason.');
  expect(header({ handed_over: null })).not.toContain('handed-over');
  expect(header({})).not.toContain('handed-over');
});

test('a call of which no answer tells is shown with its outcome and the beginning of its answer', () => {
  const page = header({
    called: [
      { name: 'book', outcome: 'done', said: 'Table 7' },
      { name: 'pay', outcome: 'in_doubt', said: null },
    ],
  });
  expect(page).toMatch(/data-testid="called"><summary>What tools have done, and no answer tells/);
  expect(page).toContain('<dt>book: done</dt><dd dir="auto">Table 7</dd>');
  expect(page).toContain('<dt>pay: in doubt whether it was done</dt></div>');
  expect(header({})).not.toContain('data-testid="called"');
});

test.each([
  ['handed_over', 'the assistant handed over. Read why'],
  ['tool_in_doubt', 'it is not known what a tool has done. See here or below the answer which tool it is'],
  ['tool_acted', 'a tool has done something, and the customer does not know. Read what the tool has done'],
  ['not_helped', 'says that they were not helped. Read the conversation'],
] as const)('%s says what to do', (reason, words) => {
  expect(header({ needs_person: { reason, since: at(3) } })).toContain(words);
});

function bubble(rests_on: Message['rests_on']): string {
  const answer = message('m', { sent_by: 'assistant', rests_on });
  return html(<MessageBubble message={answer} author={null} quoted={null} resent={false} actions={NO_ACTIONS} />);
}

test('what an answer rests on is closed until somebody asks', () => {
  const tools = [{ name: 'find_order', outcome: 'failed' as const }];
  const page = bubble({ parts: ['Prices'], tools, settings_version: 7 });
  expect(page).toMatch(/<details class="rests-on"[^>]*><summary>What this rests on/);
  expect(page).not.toMatch(/<details class="rests-on"[^>]* open/);
  expect(page).toContain('Settings: version 7');
  expect(page).toContain('find_order (failed)');
  expect(bubble(null)).not.toContain('rests-on');
  // Empty lists are left out.
  expect(bubble({ settings_version: 0 })).toContain('On no part of the facts');
});
