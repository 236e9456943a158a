import { expect, test } from 'vitest';
import { TAG } from '../inbox/useNotifications';
import { languages } from '../text/languages';
import { listen } from './listen';
import type { Page, Scope, Shown } from './scope';
import { WAITING } from './texts';

const INBOX = 'https://inbox.example/#/c/abc';
const FCM = 'https://fcm.googleapis.com/fcm/send/abc';
const APPLE = 'https://web.push.apple.com/abc';

interface Setting {
  pages?: Partial<Page>[];
  lang?: string;
  endpoint?: string | null;
}

/** A scope in which an event can be fired. Each call waits for all that the event has to wait for. */
function scopeOf({ pages = [], lang = '?lang=fr', endpoint = FCM }: Setting) {
  const shown: Shown[] = [];
  const done: string[] = [];
  const listeners = new Map<string, (event: never) => void>();
  const scope = {
    location: { href: `https://inbox.example/sw.js${lang}` },
    registration: {
      pushManager: { getSubscription: async () => (endpoint === null ? null : { endpoint }) },
      showNotification: async (title: string, options: Shown) => void shown.push({ ...options, data: title }),
    },
    clients: {
      matchAll: async () =>
        pages.map((page, at) => ({
          url: INBOX,
          visibilityState: 'hidden',
          focused: false,
          focus: async () => void done.push(`focus ${at}`),
          ...page,
        })),
      openWindow: async (url: string) => void done.push(`open ${url}`),
    },
    skipWaiting: async () => void done.push('skip'),
    addEventListener: (type: string, listener: (event: never) => void) => listeners.set(type, listener),
  } as unknown as Scope;
  listen(scope);
  const fire = async (type: string) => {
    const waits: Promise<unknown>[] = [];
    const notification = { close: () => void done.push('close') };
    listeners.get(type)?.({ waitUntil: (each: Promise<unknown>) => waits.push(each), notification } as never);
    expect(waits).toHaveLength(1);
    await Promise.all(waits);
  };
  return { fire, shown, done };
}

test('a push shows the fixed text in the language of the page, with a sound', async () => {
  for (const lang of languages) {
    const { fire, shown } = scopeOf({ lang: `?lang=${lang}` });
    await fire('push');
    expect(shown).toEqual([
      {
        data: 'Relais',
        body: WAITING[lang],
        lang,
        dir: lang === 'ar' ? 'rtl' : 'ltr',
        icon: '/icon-192.png',
        tag: TAG,
        renotify: true,
      },
    ]);
  }
});

test.each(['', '?lang=', '?lang=xx', '?lang=toString', '?lang=__proto__'])(
  'without a language: English (%s)',
  async (lang) => {
    const { fire, shown } = scopeOf({ lang });
    await fire('push');
    expect(shown[0]?.body).toBe(WAITING.en);
  },
);

test('an inbox that is looked at needs no notification, except in Safari', async () => {
  const pages: Partial<Page>[] = [{}, { visibilityState: 'visible', focused: true }];
  for (const [endpoint, expected] of [
    [FCM, 0],
    [null, 0],
    [APPLE, 1],
    ['https://push.apple.com.example/a', 0],
  ] as const) {
    const { fire, shown } = scopeOf({ pages, endpoint });
    await fire('push');
    expect(shown).toHaveLength(expected);
  }
});

test('an inbox in the background has made its sound already', async () => {
  for (const page of [{}, { visibilityState: 'visible' }, { focused: true }] as Partial<Page>[]) {
    const { fire, shown } = scopeOf({ pages: [page] });
    await fire('push');
    expect(shown.map(({ renotify }) => renotify)).toEqual([false]);
  }
});

test('the simulated phone is no inbox', async () => {
  const phone = { url: 'https://inbox.example/phone', visibilityState: 'visible', focused: true } as const;
  const { fire, shown, done } = scopeOf({ pages: [phone] });
  await fire('push');
  expect(shown.map(({ renotify }) => renotify)).toEqual([true]);
  await fire('notificationclick');
  expect(done).toEqual(['close', 'open /']);
});

test('a click goes to the open inbox, or opens one', async () => {
  const open = scopeOf({ pages: [{}, {}] });
  await open.fire('notificationclick');
  expect(open.done).toEqual(['close', 'focus 0']);
  const none = scopeOf({});
  await none.fire('notificationclick');
  expect(none.done).toEqual(['close', 'open /']);
});

test('a new version takes over at once', async () => {
  const { fire, done } = scopeOf({});
  await fire('install');
  expect(done).toEqual(['skip']);
});
