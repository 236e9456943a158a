/**
 * Has the server tell this browser by Web Push, also while no page is open.
 *
 * The address of the subscription goes to the server. Its keys do not: they are for content, and the messages have none.
 */
import type { Api } from '../inbox/api';
import type { PushBrowser, PushKey } from '../inbox/contract';
import type { Language } from '../text/languages';
import { inBrowser } from '../ui/storage';
import { hasPush, ID_KEY } from './told';

const TIMEOUT_MS = 15_000;
/** Signing out does not wait longer for the server. */
const LEAVE_TIMEOUT_MS = 3_000;

export type Calls = Pick<Api, 'call'>;

/** Subscribes, or renews what the server knows. Fails where the browser, its push service or the server refuses. */
export async function subscribe(api: Calls, language: Language): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(scriptUrl(`/sw.js?lang=${language}`));
  const { public_key } = (await api.call('/api/push', {}, TIMEOUT_MS)) as PushKey;
  const key = bytesOf(public_key);
  const subscription = (await current(registration, key)) ?? (await subscribed(registration, key));
  const body = JSON.stringify({ endpoint: subscription.endpoint });
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  const { id } = (await api.call('/api/push', init, TIMEOUT_MS)) as PushBrowser;
  inBrowser.write(ID_KEY, id);
  return registration;
}

/** Ends the subscription. Where the server does not answer, it learns from the push service that the address is gone. */
export async function unsubscribe(api: Calls): Promise<void> {
  const id = inBrowser.read(ID_KEY);
  inBrowser.write(ID_KEY, null);
  const registration = hasPush() ? await navigator.serviceWorker.getRegistration('/') : undefined;
  const subscription = await registration?.pushManager.getSubscription();
  const removed = id === null ? null : api.call(`/api/push/${id}`, { method: 'DELETE' }, LEAVE_TIMEOUT_MS);
  await Promise.allSettled([subscription?.unsubscribe(), removed]);
}

/** The subscription of this browser, if it was made with this key. */
async function current({ pushManager }: ServiceWorkerRegistration, key: Uint8Array): Promise<PushSubscription | null> {
  const subscription = await pushManager.getSubscription();
  const used = subscription?.options.applicationServerKey;
  if (!used || isSame(new Uint8Array(used), key)) return subscription;
  await subscription.unsubscribe();
  return null;
}

async function subscribed({ pushManager }: ServiceWorkerRegistration, key: Uint8Array<ArrayBuffer>) {
  await navigator.serviceWorker.ready;
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** The bytes of a text in base64url. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** A browser makes a policy of a name once. */
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** Under Trusted Types a script's address needs a policy. This one is for our own file only. */
function scriptUrl(path: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('relais-sw', {
    createScriptURL: (url) => (url.startsWith('/sw.js') ? url : ''),
  });
  return policy?.createScriptURL(path) ?? path;
}
