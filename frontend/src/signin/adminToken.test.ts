import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetToken, keepToken, wasForgotten } from './adminToken';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test('a refused token takes no newer one of another tab along', () => {
  keepToken('new');
  forgetToken('old');
  expect([...kept.values()]).toEqual(['new']);
  forgetToken('new');
  expect(kept.size).toBe(0);
});

test('another tab is signed out when the token is removed, not when it is replaced', () => {
  keepToken('new');
  const [key = ''] = kept.keys();
  expect(wasForgotten({ key, newValue: null })).toBe(true);
  expect(wasForgotten({ key, newValue: 'newer' })).toBe(false);
  expect(wasForgotten({ key: 'relais.outbox.k1', newValue: null })).toBe(false);
});
