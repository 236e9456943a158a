/** The mock's assigning, labels, snoozing and notes. */
import type { Conversation } from '../src/inbox/contract.ts';
import type { Note } from '../src/inbox/team/calls.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import type { Entry, MockState } from './state.ts';

const DONE: MockResponse = { status: 204 };
const notes = new WeakMap<Conversation, Note[]>();

export function isOfTeam(action: string | undefined): boolean {
  return ['assign', 'labels', 'snooze', 'notes', 'looking'].includes(action ?? '');
}

export function teamApi(
  state: MockState,
  caller: string | null,
  { conversation }: Entry,
  { method, path, body }: MockRequest,
): MockResponse {
  const [, , , action, id] = path.split('/');
  if (action === 'notes') return notesApi(state, caller, conversation, { method, body, id });
  if (action === 'looking') return { status: 200, body: { others: [] } };
  state.touch(conversation.id);
  if (action === 'assign') return assign(state, caller, conversation, body);
  if (action === 'labels') {
    const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
    const kept = conversation.labels.filter((label) => !list(body.remove).includes(label));
    conversation.labels = [...new Set([...kept, ...list(body.add)])];
    return DONE;
  }
  conversation.snoozed_until = typeof body.until === 'string' ? body.until : null;
  return DONE;
}

function assign(
  state: MockState,
  caller: string | null,
  conversation: Conversation,
  body: Record<string, unknown>,
): MockResponse {
  const held = conversation.assigned_to?.to;
  if (held && ![body.to, body.from, caller].includes(held) && body.override !== true) {
    return problem(409, 'assigned_meanwhile', 'A colleague has it', `${held} has it.`);
  }
  conversation.assigned_to = typeof body.to === 'string' ? { to: body.to, by: caller, at: state.iso() } : null;
  return DONE;
}

function notesApi(
  state: MockState,
  caller: string | null,
  conversation: Conversation,
  { method, body, id }: Pick<MockRequest, 'method' | 'body'> & { id: string | undefined },
): MockResponse {
  const all = notes.get(conversation) ?? [];
  if (method === 'GET') return { status: 200, body: { notes: all, next: null } };
  const known = all.find((note) => note.id === id);
  if (id !== undefined && !known) return problem(404, 'unknown_note', 'No such note', 'It may have been deleted.');
  const text = String(body.text);
  const mentions = [...text.matchAll(/(?:^|\s)@(\S+)/g)].map(([, name]) => name ?? '');
  conversation.noted_at = state.iso();
  state.touch(conversation.id);
  if (method === 'DELETE') {
    notes.set(
      conversation,
      all.filter((note) => note !== known),
    );
    return DONE;
  }
  const at = state.iso();
  const fresh = {
    at,
    author: caller ?? (body.name ? String(body.name) : null),
    own: true,
    version: 0,
    edited_at: null,
  };
  const noteId = id ?? `${conversation.id}.${Date.parse(at)}.${String(all.length).padStart(16, '0')}`;
  const before = known ? { ...known, edited_at: at } : fresh;
  const note: Note = { ...before, id: noteId, text, mentions, version: before.version + 1 };
  notes.set(conversation, [...all.filter((each) => each !== known), note]);
  return { status: method === 'POST' ? 201 : 200, body: note };
}
