/**
 * Shows that a customer waits, while no inbox is looked at.
 *
 * When a browser changes its subscription by itself, the push service forgets the old one, and the server with it. The
 * page subscribes again when it is opened: only there is somebody signed in.
 */
import type { Language } from '../text/languages';
import type { Page, Scope } from './scope';
import { WAITING } from './texts';

/** As the page's (`useNotifications.ts`). A value that both load would be a file of its own, which this script cannot load. */
const TAG = 'relais';

export function listen(scope: Scope): void {
  scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
  scope.addEventListener('push', (event) => event.waitUntil(tell(scope)));
  scope.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(open(scope));
  });
}

async function tell(scope: Scope): Promise<void> {
  const pages = await inboxes(scope);
  const looksAt = pages.some(({ visibilityState, focused }) => visibilityState === 'visible' && focused);
  if (looksAt && !(await mustShow(scope))) return;
  const lang = languageOf(scope.location.href);
  await scope.registration.showNotification('Relais', {
    body: WAITING[lang],
    lang,
    dir: lang === 'ar' ? 'rtl' : 'ltr',
    icon: '/icon-192.png',
    // An open page notifies by itself. This one then takes the place of the page's without another sound.
    tag: TAG,
    renotify: pages.length === 0,
  });
}

/** Safari ends a subscription after three messages that show nothing, also while the page is looked at. */
async function mustShow({ registration }: Scope): Promise<boolean> {
  const subscription = await registration.pushManager.getSubscription();
  return subscription !== null && new URL(subscription.endpoint).hostname.endsWith('.push.apple.com');
}

async function open(scope: Scope): Promise<void> {
  const [page] = await inboxes(scope);
  await (page ? page.focus() : scope.clients.openWindow('/'));
}

/** The open inboxes, without the simulated phone, which has the same origin. */
async function inboxes({ clients }: Scope): Promise<Page[]> {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  return pages.filter(({ url }) => new URL(url).pathname === '/');
}

/** The page names its language in the script's address. */
function languageOf(href: string): Language {
  const named = new URL(href).searchParams.get('lang') ?? '';
  return Object.hasOwn(WAITING, named) ? (named as Language) : 'en';
}
