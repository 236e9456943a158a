import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Changes } from './contract';
import { type Connection, createFeed, delayAfter, PACE_MS } from './feed';
import { problemFrom, unreachable } from './problem';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that hands out cursors 1, 2, 3 … and remembers what it was asked. */
function server() {
  const asked: { since: string | null; conversation: string | null }[] = [];
  const connections: Connection[] = [];
  const fake = {
    asked,
    connections,
    fail: null as Error | null,
    stale: 0,
    cursor: 0,
    hold: null as Promise<void> | null,
  };
  const feed = createFeed({
    fetchChanges: async (query): Promise<Changes> => {
      asked.push(query);
      await fake.hold;
      if (fake.fail) throw fake.fail;
      fake.cursor += 1;
      return { conversations: [], messages: [], cursor: String(fake.cursor), now: '' };
    },
    onChanges: () => undefined,
    onConnection: (connection) => connections.push(connection),
    onStale: () => {
      fake.stale += 1;
    },
  });
  return { feed, fake, since: () => asked.map((each) => each.since) };
}

test('each poll continues from the last, every two seconds', async () => {
  const { feed, since } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(4_100);
  expect(since()).toEqual([null, '1', '2']);
  feed.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(since()).toHaveLength(3);
});

test('a page that is not visible asks less often, and never stops; one that is again asks at once', async () => {
  const { feed, since } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  feed.pace(PACE_MS.hidden);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(since()).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(30_100);
  expect(since()).toHaveLength(4);
  feed.pace(PACE_MS.visible);
  await vi.advanceTimersByTimeAsync(0);
  expect(since()).toHaveLength(5);
  await vi.advanceTimersByTimeAsync(2_100);
  expect(since()).toHaveLength(6);
  expect(PACE_MS.hidden).toBeLessThanOrEqual(15_000);
});

test('failures slow it down and are reported; a response restores it', async () => {
  const { feed, fake } = server();
  fake.fail = unreachable();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(fake.connections).toEqual(['reconnecting']);
  await vi.advanceTimersByTimeAsync(3_900);
  expect(fake.asked).toHaveLength(1);
  fake.fail = null;
  await vi.advanceTimersByTimeAsync(200);
  expect(fake.connections.at(-1)).toBe('live');
  expect([delayAfter(0), delayAfter(1), delayAfter(20)]).toEqual([2_000, 4_000, 30_000]);
  expect([delayAfter(0, 15_000), delayAfter(1, 15_000), delayAfter(9, 15_000)]).toEqual([15_000, 30_000, 30_000]);
});

test('going back to a mark asks for the changes since then again', async () => {
  const { feed, since } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  const mark = await feed.mark();
  await vi.advanceTimersByTimeAsync(4_100);
  feed.rewind(mark);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(since()).toEqual([null, '1', '2', '1']);
});

test('of two marks the earlier one wins, in whatever order they are rewound', async () => {
  const { feed, since } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  const earlier = await feed.mark();
  await vi.advanceTimersByTimeAsync(2_000);
  const later = await feed.mark();
  await vi.advanceTimersByTimeAsync(2_000);
  feed.rewind(earlier);
  feed.rewind(later);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(since().at(-1)).toBe('1');
});

test('a response about another conversation does not move the cursor', async () => {
  const { feed, fake, since } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  let release: () => void = () => undefined;
  fake.hold = new Promise((resolve) => {
    release = resolve;
  });
  await vi.advanceTimersByTimeAsync(2_000);
  feed.open('b');
  release();
  fake.hold = null;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(since()).toEqual([null, '1', '1']);
  expect(fake.asked.at(-1)?.conversation).toBe('b');
});

test('a stale cursor means loading everything again, and earlier marks are ignored', async () => {
  const { feed, fake, since } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  const mark = await feed.mark();
  fake.fail = problemFrom(410, { code: 'stale_cursor' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(fake.stale).toBe(1);
  fake.fail = null;
  feed.rewind(mark);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(since().at(-1)).toBeNull();
  expect(fake.connections).not.toContain('reconnecting');
});

test('polling now waits for a poll that started after the call', async () => {
  const { feed, fake } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  await feed.poll();
  expect(fake.asked).toHaveLength(2);
});
