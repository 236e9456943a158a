/** The mock's joining of two threads, and taking them apart. */
import type { Conversation, Message, OtherPerson } from '../src/inbox/contract.ts';
import { type MockResponse, problem } from './http.ts';
import type { Entry, MockState } from './state.ts';

const DONE: MockResponse = { status: 204 };

export function hint(a: Entry, b: Entry): void {
  a.conversation.perhaps_same_as = asOther(b.conversation);
  b.conversation.perhaps_same_as = asOther(a.conversation);
}

/** The messages that are shown in the conversation: its own, and those of the conversations joined into it. */
export function messagesOf(state: MockState, entry: Entry): Message[] {
  const joined = state.entries.filter(({ joinedInto }) => joinedInto === entry.conversation.id);
  return [entry, ...joined].flatMap(({ messages }) => messages);
}

export function merge(state: MockState, entry: Entry, other: string): MockResponse {
  const found = state.find(other);
  if (!found) return problem(404, 'unknown_conversation', 'No such conversation', 'Look in the list.');
  if (found === entry || found.conversation.group || found.conversation.phone_id !== entry.conversation.phone_id) {
    return problem(
      409,
      'cannot_merge',
      'These threads cannot be joined',
      'Only two conversations with people at the same business number can be joined.',
    );
  }
  distinct(state, entry);
  found.joinedInto = entry.conversation.id;
  entry.conversation.merged = [...entry.conversation.merged, asOther(found.conversation)];
  state.touch(entry.conversation.id);
  return DONE;
}

export function unmerge(state: MockState, entry: Entry, other: string): MockResponse {
  const found = state.entries.find(({ conversation }) => conversation.id === other);
  if (found) delete found.joinedInto;
  entry.conversation.merged = entry.conversation.merged.filter(({ id }) => id !== other);
  state.touch(entry.conversation.id, other);
  return DONE;
}

/** Removes the hint on both. */
export function distinct(state: MockState, { conversation }: Entry): MockResponse {
  const other = conversation.perhaps_same_as && state.find(conversation.perhaps_same_as.id);
  for (const each of [conversation, other?.conversation]) {
    if (!each) continue;
    each.perhaps_same_as = null;
    state.touch(each.id);
  }
  return DONE;
}

function asOther({ id, name, username, phone_number }: Conversation): OtherPerson {
  return { id, name, username, phone_number };
}
