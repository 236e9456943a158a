import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventStream } from './eventStream';
import { problemFrom, unreachable } from './problem';
import { createPush } from './push';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose streams the test writes. */
function server() {
  const fake = {
    opened: 0,
    fail: null as Error | null,
    told: [] as (readonly string[] | null)[],
    open: [] as boolean[],
    write: (_: string): void => undefined,
    end: (): void => undefined,
  };
  const push = createPush({
    listen: eventStream(async (signal) => {
      fake.opened += 1;
      if (fake.fail) throw fake.fail;
      return new ReadableStream<Uint8Array>({
        start(controller) {
          fake.write = (text) => controller.enqueue(new TextEncoder().encode(text));
          fake.end = () => controller.close();
          signal.addEventListener('abort', () => controller.error(unreachable()));
          fake.write(':\n\n');
        },
      });
    }),
    onChanged: (conversations) => fake.told.push(conversations),
    onOpen: (open) => {
      if (fake.open.at(-1) !== open) fake.open.push(open);
    },
  });
  return { push, fake };
}

test('events are read however they are cut', async () => {
  const { push, fake } = server();
  push.start();
  await vi.advanceTimersByTimeAsync(0);
  for (const part of ['data: {"conversa', 'tions":["a","b"]}\n', '\n:\n\ndata: {"conversations":null}\n\nda']) {
    fake.write(part);
    await vi.advanceTimersByTimeAsync(0);
  }
  fake.write('ta: what?\n\n');
  await vi.advanceTimersByTimeAsync(0);
  expect(fake.told).toEqual([['a', 'b'], null, null]);
  expect(fake.open).toEqual([true]);
  push.stop();
});

test('a stream that ends or is silent is opened again, and not after it is stopped', async () => {
  const { push, fake } = server();
  push.start();
  await vi.advanceTimersByTimeAsync(0);
  fake.end();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fake.open).toEqual([true, false, true]);
  await vi.advanceTimersByTimeAsync(51_000);
  expect(fake.opened).toBe(3);
  push.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(fake.opened).toBe(3);
  expect(fake.open.at(-1)).toBe(false);
});

test('without an answer it tries less and less often, and at once when asked to', async () => {
  const { push, fake } = server();
  fake.fail = unreachable();
  push.start();
  await vi.advanceTimersByTimeAsync(7_100);
  expect(fake.opened).toBe(4);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(fake.opened).toBeLessThan(16);
  fake.fail = null;
  push.retry();
  await vi.advanceTimersByTimeAsync(0);
  expect(fake.open.at(-1)).toBe(true);
  push.stop();
});

test('a stream that died unnoticed is closed and opened again when asked to, and what it said last counts no more', async () => {
  const { push, fake } = server();
  push.reopen();
  expect(fake.opened).toBe(0);
  push.start();
  await vi.advanceTimersByTimeAsync(0);
  push.reopen();
  expect(fake.open).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(0);
  expect(fake.opened).toBe(2);
  expect(fake.open).toEqual([true, false, true]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fake.opened).toBe(2);
  push.stop();
});

test('a server without a stream is asked once', async () => {
  const { push, fake } = server();
  fake.fail = problemFrom(404, { code: 'no_stream' });
  push.start();
  await vi.advanceTimersByTimeAsync(600_000);
  push.retry();
  expect(fake.opened).toBe(1);
});
