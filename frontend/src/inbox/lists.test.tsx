/** The row of lists, what an empty one says, and the search of a conversation. */
import type { ComponentChild } from 'preact';
import { render } from 'preact-render-to-string';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { at, conversation, message } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import { ConversationPane } from './ConversationPane';
import type { Conversation, Filter } from './contract';
import { FilterTabs } from './FilterTabs';
import { mergeConversations } from './merge';
import { asLoaded, findFurther } from './ThreadFind';
import type { ConversationList } from './useConversations';

afterEach(() => vi.unstubAllGlobals());

function html(child: ComponentChild): string {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return render(<LanguageProvider>{child}</LanguageProvider>);
}

function tabs(waiting: number | undefined): string {
  return html(<FilterTabs filter="unread" waiting={waiting} onFilter={() => undefined} />);
}

test('one of the lists is pressed, and it says how many wait', () => {
  const pressed = [...tabs(3).matchAll(/data-filter="(\w+)" aria-pressed="true"/g)].map((each) => each[1]);
  expect(pressed).toEqual(['unread']);
  expect(tabs(3)).toContain('<span class="tab-count">3</span>');
  expect(tabs(100)).toContain('<span class="tab-count">99+</span>');
  for (const none of [0, undefined]) expect(tabs(none)).not.toContain('tab-count');
});

function pane(filter: Filter, search: string, items: Conversation[] = []): string {
  const nothing = () => undefined;
  const list: ConversationList = {
    items,
    phase: 'ready',
    problem: null,
    more: false,
    loadingMore: false,
    loadMore: nothing,
    reload: nothing,
    apply: nothing,
    drop: nothing,
  };
  return html(
    <ConversationPane
      list={list}
      numbers={[]}
      phoneId={null}
      openId={null}
      filter={filter}
      search={search}
      settled={true}
      simulated={false}
      waiting={undefined}
      onFilter={nothing}
      onSearch={nothing}
      onPhoneId={nothing}
    />,
  );
}

describe('an empty list says what it means', () => {
  test.each<[Filter, string]>([
    ['all', 'No conversations yet.'],
    ['needs_person', 'Nobody waits for a person.'],
    ['unread', 'Everything has been read.'],
    ['failed', 'Nothing has failed, or somebody has seen to it.'],
    ['taken_over', 'The assistant answers everybody.'],
    ['closed', 'No conversation is closed.'],
    ['assigned', 'Nothing is assigned to you.'],
    ['snoozed', 'Nothing is put aside.'],
  ])('%s', (filter, says) => {
    expect(pane(filter, '')).toContain(says);
    expect(pane(filter, '', [conversation('a')])).not.toContain(says);
    expect(pane(filter, 'zoe')).toContain('Names are found by the beginnings of their words');
  });
});

test('what was found keeps the order of the server', () => {
  const [ana, zoe] = [
    conversation('a', { name: 'Ana Martin', last_activity: at(1) }),
    conversation('z', { name: 'Zoé Martin', last_activity: at(5) }),
  ];
  const view = { filter: 'all', query: 'mart', phoneId: null, me: '', keepId: null, more: false } as const;
  expect(mergeConversations([ana, zoe], [{ ...zoe, unread: 3 }], view).map(({ id }) => id)).toEqual(['a', 'z']);
  // Whoever is not loaded comes with a later page.
  expect(mergeConversations([ana], [zoe], { ...view, more: true }).map(({ id }) => id)).toEqual(['a']);
});

test('a failure leaves its list once it is dealt with', () => {
  const failed = conversation('a', { failed_since: at(1) });
  const view = { filter: 'failed', query: '', phoneId: null, me: '', keepId: null, more: false } as const;
  expect(mergeConversations([], [failed], view)).toHaveLength(1);
  expect(mergeConversations([failed], [{ ...failed, failed_since: null }], view)).toHaveLength(0);
});

describe('the search of a conversation', () => {
  test('goes on through pages without a hit, to the newest one first', async () => {
    const pages = [
      { messages: [], next: 'b' },
      { messages: [message('1'), message('2')], next: 'c' },
    ];
    const asked: (string | null)[] = [];
    const found = await findFurther(async (before) => {
      asked.push(before);
      return pages[asked.length - 1] ?? { messages: [], next: null };
    }, null);
    expect(asked).toEqual([null, 'b']);
    expect(found).toEqual({ hits: [message('2'), message('1')], next: 'c' });
  });

  test('asks the person after some thousand messages', async () => {
    let calls = 0;
    const found = await findFurther(async () => {
      calls += 1;
      return { messages: [], next: `page ${calls}` };
    }, null);
    expect([calls, found]).toEqual([6, { hits: [], next: 'page 6' }]);
  });

  test('shows what was found as the thread has it now', () => {
    const [deleted, edited] = [message('1', { deleted_at: at(1) }), message('2', { content: 'edited' })];
    const hits = [message('3'), message('2'), message('1')];
    expect(asLoaded(hits, [deleted, edited, message('4')])).toEqual([message('3'), edited, deleted]);
  });

  test('ends at the beginning of the conversation', async () => {
    expect(await findFurther(async () => ({ messages: [], next: null }), null)).toEqual({ hits: [], next: null });
  });
});
