import { expect, test } from 'vitest';
import { takeSlot } from './slots';

/** Locks of one browser, as far as they are used. */
function browser() {
  const held = new Set<string>();
  const request = async (name: string, _: unknown, hold: (lock: object | null) => Promise<void>) => {
    if (held.has(name)) return hold(null);
    held.add(name);
    await hold({ name });
    held.delete(name);
  };
  return { request } as unknown as LockManager;
}

test('three windows have a stream, and a fourth once one has ended', async () => {
  const locks = browser();
  const taken = [await takeSlot(locks), await takeSlot(locks), await takeSlot(locks)];
  expect(taken.every((each) => each !== null)).toBe(true);
  expect(await takeSlot(locks)).toBeNull();
  taken[1]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(await takeSlot(locks)).not.toBeNull();
});

test('a browser without locks, and one that refuses them', async () => {
  expect(await takeSlot(undefined)).not.toBeNull();
  const refuses = { request: () => Promise.reject(new Error('not allowed')) } as unknown as LockManager;
  expect(await takeSlot(refuses)).toBeNull();
});
