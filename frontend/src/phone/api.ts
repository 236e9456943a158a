/** Calls of the control API. It is there only while Meta is simulated: then a call answers 404. */
import type { Kind, PhoneState, Settings } from './contract';

const TIMEOUT_MS = 10_000;

export class PhoneMissing extends Error {}

/** The state, or null when nothing changed since `seq`. */
export async function fetchState(since: number | null): Promise<PhoneState | null> {
  const response = await call('GET', since === null ? '/state' : `/state?since=${since}`);
  return response.status === 204 ? null : ((await response.json()) as PhoneState);
}

export async function addCustomer(name: string): Promise<{ wa_id: string }> {
  return (await call('POST', '/customers', { name })).json() as Promise<{ wa_id: string }>;
}

export async function sendTexts(waId: string, texts: readonly string[]): Promise<void> {
  await call('POST', `/customers/${encodeURIComponent(waId)}/messages`, { texts });
}

export async function sendKind(waId: string, kind: Kind): Promise<void> {
  await call('POST', `/customers/${encodeURIComponent(waId)}/messages`, { kind });
}

export async function editMessage(waId: string, id: string, text: string): Promise<void> {
  await call('POST', `${messagePath(waId, id)}/edit`, { text });
}

/** Deletes a message for everyone. */
export async function deleteMessage(waId: string, id: string): Promise<void> {
  await call('POST', `${messagePath(waId, id)}/delete`);
}

function messagePath(waId: string, id: string): string {
  return `/customers/${encodeURIComponent(waId)}/messages/${encodeURIComponent(id)}`;
}

export async function putSettings(settings: Settings): Promise<void> {
  await call('PUT', '/settings', settings);
}

export async function advance(hours: number): Promise<void> {
  await call('POST', '/advance', { hours });
}

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(`/phone/api${path}`, {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (response.status === 404) throw new PhoneMissing();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response;
}
