/** Calls of the control API. It is there only while Meta is simulated: then a call answers 404. */
import type { Kind, PhoneState, Settings, WirePage } from './contract';

const TIMEOUT_MS = 10_000;
/** 100 MB on one machine. */
const FILE_TIMEOUT_MS = 60_000;

export class PhoneMissing extends Error {}

/** What the phone does not take. The message is a sentence for people, in English. */
export class PhoneRefused extends Error {}

/** The state, or null when nothing changed since `seq`. */
export async function fetchState(since: number | null): Promise<PhoneState | null> {
  const response = await call('GET', since === null ? '/state' : `/state?since=${since}`);
  return response.status === 204 ? null : ((await response.json()) as PhoneState);
}

/** What went over the wire from that number on. */
export async function fetchWire(from: number): Promise<WirePage> {
  return (await call('GET', `/wire?from=${from}`)).json() as Promise<WirePage>;
}

export async function addCustomer(name: string): Promise<{ wa_id: string }> {
  return (await call('POST', '/customers', { name })).json() as Promise<{ wa_id: string }>;
}

export async function sendTexts(waId: string, texts: readonly string[]): Promise<void> {
  await call('POST', messagesPath(waId), { texts });
}

/** One text that quotes a message. */
export async function sendQuote(waId: string, id: string, text: string): Promise<void> {
  await call('POST', messagesPath(waId), { texts: [text], reply_to: id });
}

/** A sample. Photos, videos and documents take the caption, if it is not empty. */
export async function sendKind(waId: string, kind: Kind, caption: string): Promise<void> {
  await call('POST', messagesPath(waId), caption === '' ? { kind } : { kind, caption });
}

export interface OwnFile {
  file: Blob;
  filename: string;
  caption: string;
  voice: boolean;
}

/** The user's own file, or what they recorded. */
export async function sendFile(waId: string, { file, filename, caption, voice }: OwnFile): Promise<void> {
  const query = new URLSearchParams({ filename, caption, voice: String(voice) });
  const response = await fetch(`/phone/api/customers/${encodeURIComponent(waId)}/files?${query}`, {
    method: 'POST',
    headers: { 'Content-Type': file.type || 'application/octet-stream' },
    body: file,
    signal: AbortSignal.timeout(FILE_TIMEOUT_MS),
  });
  await check(response);
}

/** Taps a button or chooses a row that the business sent. */
export async function tap(waId: string, messageId: string, id: string): Promise<void> {
  await call('POST', messagesPath(waId), { tap: { message_id: messageId, id } });
}

/** No emoji takes the reaction back. */
export async function react(waId: string, messageId: string, emoji: string): Promise<void> {
  await call('POST', messagesPath(waId), { reaction: { message_id: messageId, emoji } });
}

/** The address of a file of the conversation. */
export function fileUrl(id: string): string {
  return `/phone/api/files/${encodeURIComponent(id)}`;
}

export async function editMessage(waId: string, id: string, text: string): Promise<void> {
  await call('POST', `${messagePath(waId, id)}/edit`, { text });
}

/** Deletes a message for everyone. */
export async function deleteMessage(waId: string, id: string): Promise<void> {
  await call('POST', `${messagePath(waId, id)}/delete`);
}

function messagesPath(waId: string): string {
  return `/customers/${encodeURIComponent(waId)}/messages`;
}

function messagePath(waId: string, id: string): string {
  return `${messagesPath(waId)}/${encodeURIComponent(id)}`;
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
  await check(response);
  return response;
}

async function check(response: Response): Promise<void> {
  if (response.ok) return;
  if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new PhoneRefused(detail ?? `HTTP ${response.status}`);
}
