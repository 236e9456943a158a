import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const NOW = Date.UTC(2026, 2, 18, 12);
const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

async function freshClock() {
  vi.resetModules();
  return import('./serverClock');
}

test('the time in a response counts more than its header', async () => {
  const { learnServerTime, serverNow } = await freshClock();
  learnServerTime(null, new Date(NOW + HOUR).toUTCString());
  expect(serverNow()).toBe(NOW + HOUR);
  learnServerTime({ now: new Date(NOW + 25 * HOUR).toISOString() }, new Date(NOW).toUTCString());
  expect(serverNow()).toBe(NOW + 25 * HOUR);
  learnServerTime({}, new Date(NOW).toUTCString());
  expect(serverNow()).toBe(NOW + 25 * HOUR);
});

test('small differences and nonsense change nothing', async () => {
  const { learnServerTime, serverNow } = await freshClock();
  learnServerTime({ now: 'soon' }, 'never');
  learnServerTime(null, new Date(NOW - 2_000).toUTCString());
  expect(serverNow()).toBe(NOW);
});
