/** What colleagues tell each other of a conversation: the calls, and what the page makes of their answers. */
import type { components } from '../../generated/openapi';
import type { Api } from '../api';
import type { Conversation } from '../contract';

export type Note = components['schemas']['Note'];
type NotePage = components['schemas']['NotePage'];

const TIMEOUT_MS = 15_000;
/** Pages of notes that are loaded: more are never written of one customer. */
const MOST_PAGES = 10;

export type Organise = (action: 'assign' | 'labels' | 'snooze' | 'takeover', body: object) => Promise<void>;

export function organiser(api: Pick<Api, 'call'>, id: string): Organise {
  return async (action, body) => {
    await api.call(`${pathOf(id)}/${action}`, json('POST', body), TIMEOUT_MS);
  };
}

/** All notes of a conversation, oldest first. */
export async function loadNotes(api: Pick<Api, 'call'>, id: string): Promise<Note[]> {
  let notes: Note[] = [];
  let before: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: string = before === null ? '' : `?${new URLSearchParams({ before })}`;
    const found = (await api.call(`${pathOf(id)}/notes${query}`, {}, TIMEOUT_MS)) as NotePage;
    notes = [...found.notes, ...notes];
    before = found.next;
    if (before === null) break;
  }
  return notes;
}

/** What a note says, by whom, and the key under which a repeated call writes it once. */
export interface NewNote {
  text: string;
  name: string | null;
  key: string;
}

export const writeNote = (api: Pick<Api, 'call'>, id: string, { text, name, key }: NewNote) =>
  api.call(
    `${pathOf(id)}/notes`,
    json('POST', { text, name }, { 'Idempotency-Key': key }),
    TIMEOUT_MS,
  ) as Promise<Note>;

/** Keys of notes: the same text has the same key until it is written. */
export function noteKeys(fresh: () => string): { of(text: string): string; written(): void } {
  let last: { text: string; key: string } | null = null;
  return {
    of(text) {
      if (last?.text !== text) last = { text, key: fresh() };
      return last.key;
    },
    written() {
      last = null;
    },
  };
}

export const editNote = (api: Pick<Api, 'call'>, id: string, { id: note, version }: Note, text: string) =>
  api.call(`${pathOf(id)}/notes/${note}`, json('PUT', { text }, seen(version)), TIMEOUT_MS) as Promise<Note>;

export async function deleteNote(api: Pick<Api, 'call'>, id: string, { id: note, version }: Note): Promise<void> {
  await api.call(`${pathOf(id)}/notes/${note}`, { method: 'DELETE', headers: seen(version) }, TIMEOUT_MS);
}

/** Why it needs a person. The page itself sees the end of a snooze, of which the server tells later. */
export function needsOf(conversation: Conversation, now: number): Conversation['needs_person'] {
  const { needs_person, snoozed_until, takeover } = conversation;
  if (needs_person || takeover || snoozed_until === null || Date.parse(snoozed_until) > now) return needs_person;
  return { reason: 'snooze_ended', since: snoozed_until };
}

/** Until when it is put aside; null when it is not. */
export function snoozedUntil({ snoozed_until }: Pick<Conversation, 'snoozed_until'>, now: number): string | null {
  return snoozed_until !== null && Date.parse(snoozed_until) > now ? snoozed_until : null;
}

const pathOf = (id: string) => `/api/conversations/${encodeURIComponent(id)}`;
const seen = (version: number) => ({ 'If-Match': `"${version}"` });

function json(method: string, body: object, more: Record<string, string> = {}): RequestInit {
  const headers = { 'Content-Type': 'application/json', ...more };
  // Half of a character, as a cut emoji leaves it, is no JSON.
  const clean = (_: string, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
  return { method, headers, body: JSON.stringify(body, clean) };
}
