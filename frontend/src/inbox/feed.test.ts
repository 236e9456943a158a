import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Changes } from './contract';
import { type Connection, createFeed, delayAfter } from './feed';
import type { Question } from './feedPosition';
import { PACE_MS, paceOf } from './pace';
import { problemFrom, unreachable } from './problem';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that hands out cursors 1, 2, 3 … and remembers what it was asked. */
function server() {
  const asked: Question[] = [];
  const connections: Connection[] = [];
  const fake = {
    asked,
    connections,
    fail: null as Error | null,
    stale: 0,
    more: false,
    cursor: 0,
    hold: null as Promise<void> | null,
  };
  const feed = createFeed({
    fetchChanges: async (query): Promise<Changes> => {
      asked.push(query);
      await fake.hold;
      if (fake.fail) throw fake.fail;
      fake.cursor += 1;
      return { conversations: [], messages: [], gone: [], cursor: String(fake.cursor), more: fake.more, now: '' };
    },
    onChanges: () => undefined,
    onConnection: (connection) => connections.push(connection),
    onStale: () => {
      fake.stale += 1;
    },
  });
  return { feed, fake, since: () => asked.map((each) => each.since), named: () => asked.map((each) => each.named) };
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
  // As callers pass it on.
  const { poll } = feed;
  await poll();
  expect(fake.asked).toHaveLength(2);
});

test('with the stream it asks when something changed, for what was named, and once a minute', async () => {
  const { feed, fake, named } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  feed.pushed(true);
  feed.pace(PACE_MS.stream);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(named()).toEqual([null, null]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(fake.asked).toHaveLength(2);
  feed.changed(['a']);
  await vi.advanceTimersByTimeAsync(0);
  expect(named().at(-1)).toBe('a');
  // A burst is one question.
  for (const each of ['a', 'b', 'a', 'c']) feed.changed([each]);
  await vi.advanceTimersByTimeAsync(500);
  expect(fake.asked).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(100);
  expect(named().at(-1)).toBe('a,b,c');
  feed.changed(null);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(named().at(-1)).toBeNull();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fake.asked).toHaveLength(6);
});

test('what was named is asked for again after a failure', async () => {
  const { feed, fake, named } = server();
  feed.start();
  feed.pushed(true);
  feed.pace(PACE_MS.stream);
  await vi.advanceTimersByTimeAsync(2_000);
  fake.fail = unreachable();
  feed.changed(['a']);
  await vi.advanceTimersByTimeAsync(0);
  fake.fail = null;
  feed.changed(['b']);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(named().at(-1)).toBe('a,b');
});

test('when the stream ends everything is looked for at once', async () => {
  const { feed, named } = server();
  feed.start();
  feed.pushed(true);
  feed.pace(PACE_MS.stream);
  await vi.advanceTimersByTimeAsync(5_000);
  feed.pushed(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(named().at(-1)).toBeNull();
});

test('without a stream statuses are looked for every ten seconds, from where the last look has come to', async () => {
  const { feed, fake } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(10_100);
  expect(fake.asked.map(({ since, named }) => [since, named])).toEqual([
    [null, null],
    ['1', ''],
    ['2', ''],
    ['3', ''],
    ['4', ''],
    ['1', null],
  ]);
});

test('further pages are asked for at once', async () => {
  const { feed, fake, since } = server();
  feed.start();
  fake.more = true;
  await vi.advanceTimersByTimeAsync(0);
  await vi.advanceTimersByTimeAsync(1);
  await vi.advanceTimersByTimeAsync(1);
  fake.more = false;
  await vi.advanceTimersByTimeAsync(1);
  expect(since().slice(0, 3)).toEqual([null, '1', '2']);
  const pages = fake.asked.length;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fake.asked).toHaveLength(pages);
});

test('after a long sleep everything shown is loaded again, and no change is left out', async () => {
  const { feed, fake, since } = server();
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  feed.stop();
  vi.setSystemTime(Date.now() + 11 * 60_000);
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(fake.stale).toBe(1);
  expect(since().at(-1)).toBe('1');
});

test('it asks less often the longer nobody looks, and with the stream once a minute', () => {
  const minutes = (quiet: number, visible = true, streaming = false) =>
    paceOf({ visible, streaming, quietMs: quiet * 60_000 }) / 1_000;
  expect([minutes(0), minutes(1.9), minutes(2), minutes(15)]).toEqual([2, 2, 5, 15]);
  expect([minutes(0, false), minutes(15, false)]).toEqual([15, 60]);
  expect([minutes(0, true, true), minutes(60, true, true)]).toEqual([60, 60]);
});
