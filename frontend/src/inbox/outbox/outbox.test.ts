import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { at, message } from '../../../dev/samples.ts';
import type { ListedStorage } from '../../ui/storage';
import type { Outgoing, Sent } from '../contract';
import { Problem, unreachable } from '../problem';
import type { Lock } from './lock';
import { Outbox, TOO_OLD } from './outbox';
import { MOST_AGE_MS, OutboxStore } from './store';
import { changedElsewhere } from './useOutbox';
import { joined } from './useTexts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The storage of a browser. */
function browser() {
  const kept = new Map<string, string>();
  const storage: ListedStorage = {
    keys: () => [...kept.keys()],
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)),
  };
  return { kept, storage, lock: oneAtATime() };
}

/** As the browser's locks, for the tabs of one browser. */
function oneAtATime(): Lock {
  const queues = new Map<string, Promise<void>>();
  const held = new Set<string>();
  return {
    hold(name, run) {
      const turn = (queues.get(name) ?? Promise.resolve()).then(async () => {
        held.add(name);
        await run().finally(() => held.delete(name));
      });
      queues.set(name, turn);
      return turn;
    },
    ifFree: async (name, run) => void (held.has(name) || run()),
  };
}

type Answer = 'sent' | Problem;

/** A tab: what it sends, and what it is told. `answers` are used up, then everything is sent. */
function tab({ storage, lock }: ReturnType<typeof browser>, answers: Answer[] = [], owner = 's1', online = () => true) {
  const log: string[] = [];
  const send = async (_: string, outgoing: Outgoing, key: string): Promise<Sent> => {
    const answer = answers.shift() ?? 'sent';
    log.push(`${'message' in outgoing ? outgoing.message : ''} ${key} ${answer === 'sent' ? answer : answer.status}`);
    await Promise.resolve();
    if (answer !== 'sent') throw answer;
    return { status: 'success', message: message(`m-${key}`) };
  };
  const outbox = new Outbox({ store: new OutboxStore(storage, owner, Date.now()), lock, send, online, now: Date.now });
  const open = () =>
    outbox.start({
      sent: ({ key }) => log.push(`told sent ${key}`),
      refused: ({ key }) => log.push(`told refused ${key}`),
      returned: (items, { code }) => log.push(`returned ${items.map(({ key }) => key)} ${code}`),
    });
  const write = (key: string, text: string, conversationId = 'c1') =>
    outbox.add({ key, conversationId, outgoing: { message: text }, content: text, startedAt: at(0), known: [] });
  return { outbox, log, open, write };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

test('a text that was sent leaves nothing behind', async () => {
  const shop = browser();
  const { open, write, log } = tab(shop);
  open();
  await expect(write('k1', 'hello')).resolves.toBe('sent');
  expect(log).toEqual(['hello k1 sent', 'told sent k1']);
  expect(shop.kept.size).toBe(0);
});

test('without a network it waits, and is tried again under the same key, in order', async () => {
  const { outbox, open, write, log } = tab(browser(), [unreachable(), new Problem(503, '', '', null)]);
  open();
  const first = write('k1', 'one');
  void write('k2', 'two');
  await settled();
  expect(outbox.isStalled('c1')).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(log).toEqual(['one k1 0', 'one k1 503']);
  outbox.resume();
  await settled();
  await expect(first).resolves.toBe('sent');
  expect(log.slice(2)).toEqual(['one k1 sent', 'told sent k1', 'two k2 sent', 'told sent k2']);
  expect(outbox.isStalled('c1')).toBe(false);
});

test('a browser that knows it is offline does not try', async () => {
  let online = false;
  const { outbox, open, write, log } = tab(browser(), [], 's1', () => online);
  open();
  void write('k1', 'hello');
  await settled();
  expect(log).toEqual([]);
  expect(outbox.isStalled('c1')).toBe(true);
  online = true;
  outbox.resume();
  await settled();
  expect(log).toEqual(['hello k1 sent', 'told sent k1']);
});

test('it goes after a reload', async () => {
  const shop = browser();
  const before = tab(shop, [unreachable()]);
  before.open();
  void before.write('k1', 'hello');
  await settled();
  before.outbox.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(before.log).toEqual(['hello k1 0']);
  const after = tab(shop);
  after.open();
  await settled();
  expect(after.log).toEqual(['hello k1 sent', 'told sent k1']);
  expect(shop.kept.size).toBe(0);
});

test('three tabs send it once', async () => {
  const shop = browser();
  const writer = tab(shop, [unreachable()]);
  const tabs = [writer, tab(shop), tab(shop)];
  for (const each of tabs) each.open();
  void writer.write('k1', 'hello');
  await settled();
  for (const each of tabs) each.outbox.resume();
  await settled();
  expect(tabs.flatMap(({ log }) => log).filter((line) => line === 'hello k1 sent')).toHaveLength(1);
});

test('one that the server does not take goes back to the person with those behind it', async () => {
  const shop = browser();
  const { open, write, log } = tab(shop, [unreachable(), 'sent', new Problem(409, 'window_closed', '', null)]);
  open();
  const results = [write('k1', 'one'), write('k2', 'two'), write('k3', 'elsewhere', 'c2')];
  await vi.advanceTimersByTimeAsync(5_000);
  expect(log).toContain('returned k1,k2 window_closed');
  await expect(Promise.all(results)).resolves.toEqual(['unsent', 'unsent', 'sent']);
  expect(shop.kept.size).toBe(0);
});

test('one that WhatsApp refused stands in the thread, and the next one goes', async () => {
  const refused = new Problem(502, 'graph_error', '', null, message('m1', { status: 'failed' }));
  const { open, write, log } = tab(browser(), [refused]);
  open();
  void write('k1', 'one');
  await expect(write('k2', 'two')).resolves.toBe('sent');
  expect(log).toEqual(['one k1 502', 'told refused k1', 'two k2 sent', 'told sent k2']);
});

test('when the session has ended it waits for the same person', async () => {
  const shop = browser();
  const ended = tab(shop, [new Problem(401, 'session_ended', '', null)]);
  ended.open();
  void ended.write('k1', 'hello');
  await settled();
  const other = tab(shop, [], 's2');
  other.open();
  await settled();
  expect(other.log).toEqual([]);
  expect(other.outbox.all()).toEqual([]);
  const again = tab(shop);
  again.open();
  await settled();
  expect(again.log).toEqual(['hello k1 sent', 'told sent k1']);
});

test('what has waited for a day is not sent without the person', async () => {
  const shop = browser();
  const before = tab(shop, [unreachable()]);
  before.open();
  void before.write('k1', 'hello');
  await settled();
  before.outbox.stop();
  vi.setSystemTime(Date.now() + MOST_AGE_MS + 1_000);
  // Another person's is removed then.
  new OutboxStore(shop.storage, 's1', Date.now());
  const after = tab(shop);
  after.open();
  await settled();
  expect(after.log).toEqual([`returned k1 ${TOO_OLD}`]);
  expect(shop.kept.size).toBe(0);
});

test('somebody else’s is removed after a day, and what cannot be read at once', async () => {
  const shop = browser();
  const before = tab(shop, [unreachable()]);
  before.open();
  void before.write('k1', 'hello');
  await settled();
  shop.kept.set('relais.outbox.x', '{"owner":"s1"');
  new OutboxStore(shop.storage, 's2', Date.now());
  expect([...shop.kept.keys()]).toEqual(['relais.outbox.k1']);
  new OutboxStore(shop.storage, 's2', Date.now() + MOST_AGE_MS + 1_000);
  expect(shop.kept.size).toBe(0);
});

test('signing out leaves nothing', async () => {
  const shop = browser();
  const { outbox, open, write } = tab(shop, [unreachable()]);
  open();
  void write('k1', 'hello');
  await settled();
  outbox.clear();
  expect(shop.kept.size).toBe(0);
});

test('one that waits can be taken back, one that is being sent cannot', async () => {
  const shop = browser();
  const { outbox, open, write, log } = tab(shop, [unreachable()]);
  open();
  const result = write('k1', 'hello');
  await expect(outbox.takeBack('k1')).resolves.toBeNull();
  await settled();
  await expect(outbox.takeBack('k1')).resolves.toMatchObject({ key: 'k1' });
  await expect(result).resolves.toBe('unsent');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(log).toEqual(['hello k1 0']);
});

test('without a storage it lasts as long as the page', async () => {
  const none: ListedStorage = { keys: () => [], read: () => null, write: () => undefined };
  const { outbox, open, write, log } = tab({ ...browser(), storage: none }, [unreachable()]);
  open();
  void write('k1', 'hello');
  await settled();
  expect(outbox.all()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(log).toEqual(['hello k1 0', 'hello k1 sent', 'told sent k1']);
  expect(outbox.all()).toEqual([]);
});

test('texts go back into the composer below each other; one that repeats a message stands in the thread', () => {
  const again = { message: 'again', resend_of: 'm' };
  expect(joined([{ message: 'a', reply_to: 'q' }, again, { message: 'a' }])).toEqual({
    message: 'a\na',
    reply_to: 'q',
  });
  expect(joined([again])).toEqual(again);
  expect(joined([])).toBeNull();
});

test('one that is taken back leaves the others waiting', async () => {
  const { outbox, open, write, log } = tab(browser(), [unreachable()]);
  open();
  for (const key of ['k1', 'k2']) void write(key, key);
  await settled();
  await outbox.takeBack('k1');
  expect(outbox.isStalled('c1')).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(log).toEqual(['k1 k1 0', 'k2 k2 sent', 'told sent k2']);
  expect(outbox.isStalled('c1')).toBe(false);
});

test('what is not taken while the page is being left stays for the next page', async () => {
  const shop = browser();
  const closed = new Problem(409, 'window_closed', '', null);
  const { outbox, open, write, log } = tab(shop, [closed]);
  open();
  void write('k1', 'hello');
  outbox.stop();
  await settled();
  expect(log).toEqual([]);
  const next = tab(shop, [closed]);
  next.open();
  await settled();
  expect(next.log).toEqual(['hello k1 409', 'returned k1 window_closed']);
});

test('the text of a tab that was closed goes from another open tab, however it was left', async () => {
  const shop = browser();
  const closed = tab(shop, [unreachable()]);
  const open = tab(shop);
  for (const each of [closed, open]) each.open();
  void closed.write('k1', 'hello');
  const heard = changedElsewhere(open.outbox, async () => undefined);
  heard({ key: 'relais.language' });
  await settled();
  closed.outbox.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(open.log).toEqual([]);
  heard({ key: 'relais.outbox.k1' });
  await settled();
  expect(open.log).toEqual(['hello k1 sent', 'told sent k1']);
  expect(shop.kept.size).toBe(0);
});

test('a tab that has failed knows that another one has sent it', async () => {
  const shop = browser();
  const failed = tab(shop, [unreachable()]);
  const other = tab(shop);
  failed.open();
  void failed.write('k1', 'hello');
  await settled();
  expect(failed.outbox.isStalled('c1')).toBe(true);
  other.open();
  await settled();
  expect(other.log).toEqual(['hello k1 sent', 'told sent k1']);
  expect(failed.outbox.isStalled('c1')).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  void failed.write('k2', 'on its way');
  expect(failed.outbox.isStalled('c1')).toBe(false);
});

test('the record of a text is none of an equal one that waits behind it', async () => {
  const shop = browser();
  const { outbox, open, write } = tab(shop, ['sent', unreachable()]);
  open();
  for (const key of ['k1', 'k2']) void write(key, 'ok');
  void write('k3', 'another');
  await settled();
  expect(outbox.all().map(({ key, known }) => [key, known])).toEqual([
    ['k2', ['m-k1']],
    ['k3', []],
  ]);
});

test.each([
  ['full', false],
  ['switched off', true],
])('nor when the storage is %s, where each is kept once', async (_, off) => {
  const shop = browser();
  let full = off;
  const write = (key: string, value: string | null) => {
    if (value === null || !full) shop.storage.write(key, value);
  };
  const writer = tab({ ...shop, storage: { ...shop.storage, write } }, ['sent', unreachable()]);
  writer.open();
  for (const key of ['k1', 'k2']) void writer.write(key, 'ok');
  full = true;
  await settled();
  expect(writer.outbox.all().map(({ key, known }) => [key, known])).toEqual([['k2', off ? ['m-k1'] : []]]);
});
