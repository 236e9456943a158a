import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bytesOf, subscribe, unsubscribe } from './subscribe';
import { hasPush, isTold } from './told';

const KEY = 'BP-_AAEC';
const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/abc';

interface Made {
  endpoint: string;
  options: { applicationServerKey: ArrayBuffer | null };
  unsubscribe(): Promise<boolean>;
}

/** A browser, and the calls of the server. */
function browser({ refuses = false }: { refuses?: boolean } = {}) {
  const calls: string[] = [];
  const state: { subscription: Made | null; stored: Map<string, string> } = { subscription: null, stored: new Map() };
  const made = (key: Uint8Array): Made => ({
    endpoint: `${ENDPOINT}${key.length}`,
    options: { applicationServerKey: key.slice().buffer },
    unsubscribe: async () => {
      calls.push('unsubscribe');
      state.subscription = null;
      return true;
    },
  });
  const pushManager = {
    getSubscription: async () => state.subscription,
    subscribe: async (options: { userVisibleOnly: boolean; applicationServerKey: Uint8Array }) => {
      if (refuses) throw new DOMException('no push service', 'AbortError');
      calls.push(`subscribe ${options.userVisibleOnly}`);
      state.subscription = made(options.applicationServerKey);
      return state.subscription;
    },
  };
  const registration = { pushManager };
  vi.stubGlobal('navigator', {
    serviceWorker: {
      register: async (url: string) => {
        calls.push(`register ${url}`);
        return registration;
      },
      getRegistration: async () => registration,
      ready: Promise.resolve(registration),
    },
  });
  vi.stubGlobal('window', { isSecureContext: true, PushManager: class {} });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => state.stored.get(key) ?? null,
    setItem: (key: string, value: string) => void state.stored.set(key, value),
    removeItem: (key: string) => void state.stored.delete(key),
  });
  const api = {
    call: async (path: string, { method = 'GET', body = '' }: RequestInit): Promise<unknown> => {
      calls.push(`${method} ${path} ${body}`.trim());
      return method === 'GET' ? { public_key: KEY } : { id: 'abc' };
    },
  };
  return { api, calls, state, made };
}

beforeEach(() => void vi.unstubAllGlobals());
afterEach(() => void vi.unstubAllGlobals());

test('the key of the server is base64url', () => {
  expect([...bytesOf('BP-_AAEC')]).toEqual([4, 255, 191, 0, 1, 2]);
});

test('a browser subscribes once and says each time that it is still there', async () => {
  const { api, calls } = browser();
  expect(isTold()).toBe(false);
  await subscribe(api, 'fr');
  await subscribe(api, 'ar');
  const post = `POST /api/push {"endpoint":"${ENDPOINT}6"}`;
  const first = ['register /sw.js?lang=fr', 'GET /api/push', 'subscribe true', post];
  expect(calls).toEqual([...first, 'register /sw.js?lang=ar', 'GET /api/push', post]);
  expect(isTold()).toBe(true);
});

test('a subscription with another key is replaced: the push service would refuse our messages', async () => {
  const { api, calls, state, made } = browser();
  state.subscription = made(new Uint8Array([4, 1, 2, 3, 4, 5]));
  await subscribe(api, 'en');
  expect(calls.slice(2, 4)).toEqual(['unsubscribe', 'subscribe true']);
});

test('where the push service or the server refuses, the browser is not told', async () => {
  const { api } = browser({ refuses: true });
  await expect(subscribe(api, 'en')).rejects.toThrow('no push service');
  expect(isTold()).toBe(false);
  browser();
  const refusing = { call: () => Promise.reject(new Error('422')) };
  await expect(subscribe(refusing, 'en')).rejects.toThrow('422');
  expect(isTold()).toBe(false);
});

test('at the end neither the browser nor the server knows the subscription, even if the server does not answer', async () => {
  const { api, calls, state } = browser();
  await subscribe(api, 'en');
  await unsubscribe(api);
  expect(calls.slice(-2)).toEqual(['DELETE /api/push/abc', 'unsubscribe']);
  expect([isTold(), state.subscription]).toEqual([false, null]);
  await subscribe(api, 'en');
  await unsubscribe({ call: () => Promise.reject(new Error('offline')) });
  expect([isTold(), state.subscription]).toEqual([false, null]);
});

test('under Trusted Types the address of the script passes through a policy that is made once', async () => {
  const { api, calls } = browser();
  const names: string[] = [];
  const createPolicy = (name: string, rules: { createScriptURL(url: string): string }) => {
    names.push(name);
    return { createScriptURL: (url: string) => `trusted ${rules.createScriptURL(url)}` };
  };
  Object.assign(window, { trustedTypes: { createPolicy } });
  await subscribe(api, 'en');
  await subscribe(api, 'fr');
  expect([names, calls[0]]).toEqual([['relais-sw'], 'register trusted /sw.js?lang=en']);
});

test('an unencrypted page and a browser without Web Push have none', () => {
  browser();
  expect(hasPush()).toBe(true);
  Object.assign(window, { isSecureContext: false });
  expect(hasPush()).toBe(false);
  vi.stubGlobal('window', { isSecureContext: true });
  expect(hasPush()).toBe(false);
});
