/** What changes while a page is under way is not lost with it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runHook } from '../../dev/hooks.ts';
import { at, conversation, message } from '../../dev/samples.ts';
import type { Api } from './api';
import type { Conversation, Message } from './contract';
import { createFeed, type Feed } from './feed';
import { type ConversationList, useConversations } from './useConversations';
import { useOpened } from './useOpened';
import { useThread } from './useThread';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { innerHeight: 900 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = () => vi.advanceTimersByTimeAsync(500);

/** A hook's state, once its effects have run. */
async function running<State>(hook: () => State): Promise<() => State> {
  const { now } = runHook(hook);
  await settle();
  return now;
}

/** A feed that is never asked by itself. */
function idleFeed(): Feed {
  const nothing = () => undefined;
  const fetchChanges = async () => ({ conversations: [], messages: [], gone: [], cursor: '1', more: false, now: '' });
  return createFeed({ fetchChanges, onChanges: nothing, onConnection: nothing, onStale: nothing });
}

/** Pages that the test lets go, in the order in which they are asked for. */
function held<Page>() {
  const waiting: ((page: Page) => void)[] = [];
  const release = async (page: Page) => {
    waiting.shift()?.(page);
    await settle();
  };
  return { fetch: () => new Promise<Page>((resolve) => waiting.push(resolve)), release };
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, each) => message(`m.${from + each}`));

async function thread() {
  const pages = held<{ messages: Message[]; next: string | null }>();
  const options = { api: { messages: pages.fetch } as unknown as Api, feed: idleFeed(), generation: 0 };
  const now = await running(() => useThread({ ...options, conversationId: 'c' }));
  const content = () => now().messages.map((each) => (each.deleted_at ? 'deleted' : each.content));
  return { pages, now, content };
}

test('a message of an older page that is deleted or edited while the page is under way is shown so', async () => {
  const { pages, now, content } = await thread();
  await pages.release({ messages: numbered(4, 6), next: 'm.4' });
  now().loadOlder();
  await settle();
  now().apply([message('m.2', { deleted_at: at(1) }), message('m.3', { content: 'edited' })], []);
  now().apply([message('m.0', { content: 'far older' })], []);
  await settle();
  expect(content()).toEqual(['m.4', 'm.5']);
  await pages.release({ messages: numbered(2, 4), next: 'm.2' });
  expect(content()).toEqual(['deleted', 'edited', 'm.4', 'm.5']);
});

test('so is one of the newest page', async () => {
  const { pages, now, content } = await thread();
  now().apply([message('m.5', { content: 'edited' })], []);
  await pages.release({ messages: numbered(4, 6), next: null });
  expect(content()).toEqual(['m.4', 'edited']);
});

test('what changed while a page was under way is not made again by a later page', async () => {
  const { pages, now, content } = await thread();
  await pages.release({ messages: numbered(4, 6), next: 'm.4' });
  now().loadOlder();
  await settle();
  now().apply([message('m.1', { content: 'first' })], []);
  await pages.release({ messages: numbered(2, 4), next: 'm.2' });
  now().loadOlder();
  await settle();
  await pages.release({ messages: [message('m.1', { content: 'second' })], next: null });
  expect(content().at(0)).toBe('second');
});

async function list() {
  const pages = held<{ conversations: Conversation[]; next: string | null }>();
  const api = { conversations: pages.fetch } as unknown as Api;
  const feed = idleFeed();
  const view = { filter: 'all', query: '', phoneId: null, me: '', keepId: null, generation: 0 } as const;
  const now = await running(() => useConversations({ api, feed, ...view }));
  return { pages, now, shown: () => now().items.map(({ id, labels }) => [id, ...labels].join(' ')) };
}

const aged = (id: string, minute: number, part: Partial<Conversation> = {}) =>
  conversation(id, { last_activity: at(minute), ...part });

test('a conversation of a further page that is closed while the page is under way is not shown as open', async () => {
  const { pages, now, shown } = await list();
  await pages.release({ conversations: [aged('a', 9)], next: 'further' });
  now().loadMore();
  await settle();
  now().apply([aged('b', 8, { closed: true }), aged('c', 7, { labels: ['vip'] })]);
  // It is on the page after that one.
  now().apply([aged('e', 1)]);
  await pages.release({ conversations: [aged('b', 8), aged('c', 7), aged('d', 6)], next: 'last' });
  expect(shown()).toEqual(['a', 'c vip', 'd']);
  now().loadMore();
  await settle();
  now().apply([aged('f', 0)]);
  await pages.release({ conversations: [aged('e', 1)], next: null });
  expect(shown()).toEqual(['a', 'c vip', 'd', 'e', 'f']);
});

test('the open conversation that is not in the list stays as a change has brought it meanwhile', async () => {
  const pages = held<Conversation>();
  const api = { conversation: pages.fetch } as unknown as Api;
  const list = { items: [], phase: 'ready' } as unknown as ConversationList;
  const now = await running(() => useOpened({ api, openId: 'c', list, onMoved: vi.fn() }));
  now().apply([conversation('c', { closed: true })]);
  await settle();
  await pages.release(conversation('c'));
  expect(now().conversation?.closed).toBe(true);
});
