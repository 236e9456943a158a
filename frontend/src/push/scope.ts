/** What the service worker uses of its scope. TypeScript has either the types of pages or those of service workers. */

interface Extendable {
  waitUntil(done: Promise<unknown>): void;
}

interface Clicked extends Extendable {
  notification: Pick<Notification, 'close'>;
}

/** An open page. */
export interface Page {
  url: string;
  visibilityState: DocumentVisibilityState;
  focused: boolean;
  focus(): Promise<unknown>;
}

export interface Scope {
  location: { href: string };
  registration: {
    pushManager: { getSubscription(): Promise<Pick<PushSubscription, 'endpoint'> | null> };
    showNotification(title: string, options: Shown): Promise<void>;
  };
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'push', listener: (event: Extendable) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: Clicked) => void): void;
}

/** `renotify`, which also plays the sound again, is missing in TypeScript. */
export type Shown = NotificationOptions & { renotify: boolean };
