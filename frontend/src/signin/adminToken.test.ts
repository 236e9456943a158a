import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hasSignedOut, isSignOut, signIn, signOut, takeToken } from './adminToken';

const kept = new Map<string, string>();
const asked: [string, RequestInit][] = [];
let status = 204;

beforeEach(() => {
  kept.clear();
  asked.length = 0;
  status = 204;
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push([path, init]);
    return Promise.resolve(new Response(null, { status }));
  });
});
afterEach(() => void vi.unstubAllGlobals());

test('the token leaves the address at once and is kept nowhere', async () => {
  const replaceState = vi.fn();
  vi.stubGlobal('location', { hash: '#token=secret', pathname: '/', search: '?a=b' });
  vi.stubGlobal('history', { replaceState });
  expect(takeToken()).toBe('secret');
  expect(replaceState).toHaveBeenCalledWith(null, '', '/?a=b');
  expect(await signIn('secret')).toBe('yes');
  expect(asked[0]?.[0]).toBe('/api/session');
  expect([...kept.values()].join()).not.toContain('secret');
});

test('a token that an earlier release stored is used until the server has answered, and removed', async () => {
  vi.stubGlobal('location', { hash: '', pathname: '/', search: '' });
  kept.set('relais.token', 'former');
  status = 502;
  expect(await signIn(takeToken() ?? '')).toBe('unreachable');
  expect(takeToken()).toBe('former');
  status = 204;
  expect(await signIn('former')).toBe('yes');
  expect(takeToken()).toBeNull();
  expect(kept.size).toBe(0);
});

test('a refused token, a server that does not answer, and a token that no header takes', async () => {
  status = 401;
  expect(await signIn('wrong')).toBe('no');
  expect(await signIn('jeton à moi')).toBe('no');
  expect(asked).toHaveLength(1);
  status = 502;
  expect(await signIn('right')).toBe('unreachable');
});

test('signing out lasts until somebody signs in, also when the server does not answer', async () => {
  status = 502;
  expect(await signOut()).toBe('unreachable');
  expect(hasSignedOut()).toBe(true);
  const [key = ''] = kept.keys();
  expect(isSignOut({ key, newValue: '1' })).toBe(true);
  expect(isSignOut({ key, newValue: null })).toBe(false);
  status = 204;
  await signIn('right');
  expect(hasSignedOut()).toBe(false);
});
