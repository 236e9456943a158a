/** When the page asks for changes, after this computer has slept. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runHook } from '../../dev/hooks.ts';
import type { Api } from './api';
import { createFeed } from './feed';
import type { Listener } from './push';
import { useLive } from './useLive';
import { onWake } from './wake';

let page: EventTarget;
beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal('window', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The clock goes on without the timers. */
const sleep = (minutes: number) => void vi.setSystemTime(Date.now() + minutes * 60_000);

/** A page whose connections are open until they are ended. */
async function open() {
  const connections: Listener[] = [];
  let asked = 0;
  const listen = (listener: Listener) => {
    connections.push(listener);
    return new Promise<void>((end) => listener.signal.addEventListener('abort', () => end()));
  };
  const feed = createFeed({
    fetchChanges: async () => {
      asked += 1;
      return { conversations: [], messages: [], gone: [], cursor: String(asked), more: false, now: '' };
    },
    onChanges: () => undefined,
    onConnection: () => undefined,
    onStale: () => undefined,
  });
  const api = { hasSocket: true, listen } as unknown as Api;
  const { end } = runHook(() => useLive({ api, feed, visible: true, connection: 'live' }));
  feed.start();
  await vi.advanceTimersByTimeAsync(500);
  connections.at(-1)?.opened();
  // The pace of a page with a connection.
  await vi.advanceTimersByTimeAsync(5_000);
  const stop = () => {
    feed.stop();
    end();
  };
  return { connections, asked: () => asked, end: stop };
}

test.each([
  ['this computer wakes up', () => sleep(5)],
  ['the network is back', () => void page.dispatchEvent(new Event('online'))],
])(
  'when %s the connection is replaced, and until the next one is open the feed asks every two seconds',
  async (_, happens) => {
    const { connections, asked, end } = await open();
    expect(connections).toHaveLength(1);
    const before = asked();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked()).toBe(before);
    happens();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(connections).toHaveLength(2);
    expect(connections[0]?.signal.aborted).toBe(true);
    const woken = asked();
    expect(woken).toBeGreaterThan(before);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBeGreaterThanOrEqual(woken + 4);
    connections[1]?.opened();
    await vi.advanceTimersByTimeAsync(3_000);
    const again = asked();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked()).toBe(again);
    expect(connections).toHaveLength(2);
    end();
  },
);

test('the clock goes on with the timers while nothing sleeps', async () => {
  let woken = 0;
  const end = onWake(() => {
    woken += 1;
  });
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  sleep(0.2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(woken).toBe(0);
  sleep(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(woken).toBe(1);
  end();
  sleep(10);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(woken).toBe(1);
});
