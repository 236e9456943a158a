import { describe, expect, test } from 'vitest';
import { at, conversation, ids, message } from '../../dev/samples.ts';
import {
  appendPage,
  joinedInto,
  type ListView,
  mergeConversations,
  mergeMessages,
  newestPage,
  relevantChanges,
  withOlder,
  without,
  withSent,
} from './merge';

const view = (part: Partial<ListView> = {}): ListView => ({
  filter: 'all',
  query: '',
  phoneId: null,
  me: '',
  keepId: null,
  more: false,
  ...part,
});

test('what is mine is found however the name is written, and what is put aside comes back soonest first', () => {
  const to = (name: string) => ({ assigned_to: { to: name, by: null, at: at(0) } });
  const [mine, hers] = [conversation('a', to('anna')), conversation('b', to('Ben'))];
  const shown = mergeConversations([], [mine, hers, conversation('c')], view({ filter: 'assigned', me: 'Anna' }));
  expect(shown.map(({ id }) => id)).toEqual(['a']);
  const late = conversation('l', { snoozed_until: at(90), last_activity: at(9) });
  const soon = conversation('s', { snoozed_until: at(60), last_activity: at(1) });
  const aside = mergeConversations([], [late, soon, mine], view({ filter: 'snoozed' }));
  expect(aside.map(({ id }) => id)).toEqual(['s', 'l']);
});

test('whose person was erased leaves the list, and otherwise the list stays the same', () => {
  const shown = [conversation('a'), conversation('b')];
  expect(without(shown, ['a', 'x']).map(({ id }) => id)).toEqual(['b']);
  expect(without(shown, ['x'])).toBe(shown);
});

const other = (id: string) => ({ id, name: null, username: null, phone_number: null });

describe('the list of what needs a person', () => {
  const waiting = (id: string, since: number, active = 50) =>
    conversation(id, { last_activity: at(active), needs_person: { reason: 'unreadable', since: at(since) } });
  const needs = (part: Partial<ListView> = {}) => view({ filter: 'needs_person', ...part });
  const [first, second, third] = [waiting('c', 1, 40), waiting('a', 2), waiting('b', 3)];

  test('who has waited longest stands first, whatever was written since', () => {
    expect(ids(mergeConversations([first, third], [second, { ...first, last_activity: at(59) }], needs()))).toEqual([
      'c',
      'a',
      'b',
    ]);
    expect(ids(appendPage([third], [first], { filter: 'needs_person', query: '' }))).toEqual(['c', 'b']);
  });

  test('one that waits shorter than all that is loaded comes with its page', () => {
    expect(ids(mergeConversations([first], [second], needs({ more: true })))).toEqual(['c']);
    expect(ids(mergeConversations([first, third], [second], needs({ more: true })))).toEqual(['c', 'a', 'b']);
  });

  test('one that was answered leaves; the open one stays, at the top', () => {
    const done = { ...second, needs_person: null };
    expect(ids(mergeConversations([first, second], [done], needs()))).toEqual(['c']);
    expect(ids(mergeConversations([first, second], [done], needs({ keepId: 'a' })))).toEqual(['a', 'c']);
  });
});

describe('mergeConversations', () => {
  const a = conversation('a', { last_activity: at(3) });
  const b = conversation('b', { last_activity: at(2) });

  test('new activity moves a conversation to the top', () => {
    expect(ids(mergeConversations([a, b], [{ ...b, last_activity: at(4) }], view()))).toEqual(['b', 'a']);
  });

  test('the same change twice changes nothing more', () => {
    const change = conversation('c', { last_activity: at(5), unread: 1 });
    const once = mergeConversations([a, b], [change], view());
    expect(ids(once)).toEqual(['c', 'a', 'b']);
    expect(mergeConversations(once, [change], view())).toEqual(once);
  });

  test('one that no longer matches the filter leaves, unless it is open', () => {
    const unread = [
      { ...a, unread: 2 },
      { ...b, unread: 1 },
    ];
    expect(ids(mergeConversations(unread, [a], view({ filter: 'unread' })))).toEqual(['b']);
    expect(ids(mergeConversations(unread, [a], view({ filter: 'unread', keepId: 'a' })))).toEqual(['a', 'b']);
  });

  test('a closed one leaves the list, and is found by searching', () => {
    const closed = { ...a, name: 'Zoé', closed: true };
    expect(ids(mergeConversations([a, b], [closed], view()))).toEqual(['b']);
    expect(ids(mergeConversations([], [closed], view({ query: 'zo' })))).toEqual(['a']);
  });

  test('one that does not match does not enter', () => {
    expect(
      ids(
        mergeConversations(
          [a],
          [conversation('c', { last_activity: at(9) })],
          view({ filter: 'closed', keepId: null }),
        ),
      ),
    ).toEqual(['a']);
    const named = conversation('c', { name: 'Zoé', last_activity: at(9) });
    expect(ids(mergeConversations([a], [named], view({ query: 'awa' })))).toEqual(['a']);
    expect(ids(mergeConversations([a], [named], view({ query: 'zo' })))).toEqual(['a', 'c']);
    expect(ids(mergeConversations([a], [named], view({ query: '07 12 34' })))).toEqual(['a']);
    expect(ids(mergeConversations([a], [named], view({ query: '06 12 34' })))).toEqual(['a', 'c']);
    expect(ids(mergeConversations([a], [named], view({ query: '6 12 34' })))).toEqual(['a', 'c']);
  });

  test('one the server found by its own search stays when it changes', () => {
    expect(ids(mergeConversations([a], [{ ...a, unread: 1 }], view({ query: 'words in a message' })))).toEqual(['a']);
  });

  test('one at another business number does not enter, and leaves', () => {
    const here = conversation('c', { phone_id: '1', last_activity: at(4) });
    const there = conversation('d', { phone_id: '2', last_activity: at(5) });
    expect(ids(mergeConversations([], [here, there], view({ phoneId: '1' })))).toEqual(['c']);
    expect(ids(mergeConversations([here], [{ ...here, phone_id: '2' }], view({ phoneId: '1' })))).toEqual([]);
    expect(ids(mergeConversations([], [here, there], view()))).toEqual(['d', 'c']);
  });

  test('one older than all that is loaded waits for its page', () => {
    const old = conversation('z', { last_activity: at(1) });
    expect(ids(mergeConversations([a, b], [old], view({ more: true })))).toEqual(['a', 'b']);
    expect(ids(mergeConversations([a, b], [old], view({ more: false })))).toEqual(['a', 'b', 'z']);
  });
});

describe('a conversation that was joined into another', () => {
  const a = conversation('a', { last_activity: at(3) });
  const b = conversation('b', { last_activity: at(2) });

  test('is shown as part of it only, until they are taken apart', () => {
    const joined = { ...a, merged: [other('b')] };
    expect(ids(mergeConversations([a, b], [joined], view()))).toEqual(['a']);
    expect(ids(mergeConversations([a, b], [joined, b], view({ keepId: 'b' })))).toEqual(['a']);
    expect(ids(mergeConversations([joined], [b], view()))).toEqual(['a']);
    expect(ids(mergeConversations([joined], [a, b], view()))).toEqual(['a', 'b']);
  });

  test('is found there', () => {
    const joined = { ...a, merged: [other('b')] };
    expect(joinedInto([b, joined], 'b')).toBe(joined);
    expect(joinedInto([b, joined], 'a')).toBeUndefined();
    expect(joinedInto([joined], null)).toBeUndefined();
  });
});

test('a page that overlaps adds nothing twice and does not undo changes', () => {
  const fresh = conversation('a', { last_activity: at(9), unread: 1 });
  const page = [conversation('a', { last_activity: at(1) }), conversation('b', { last_activity: at(0) })];
  const shown = appendPage([fresh], page, { filter: 'all', query: '' });
  expect(ids(shown)).toEqual(['a', 'b']);
  expect(shown[0]).toBe(fresh);
});

describe('messages', () => {
  const first = message('c.1.a', { timestamp: at(1) });
  const second = message('c.2.b', { timestamp: at(2) });

  test('are ordered by their place and replaced by id', () => {
    const read = { ...first, status: 'read' as const };
    expect(mergeMessages([first], [second, read])).toEqual([read, second]);
    expect(ids(mergeMessages([second], [first]))).toEqual(['c.1.a', 'c.2.b']);
  });

  test('of an older page stand before the others, and what is shown wins', () => {
    const older = [message('c.0.y'), message('c.-1.x')];
    expect(ids(withOlder([first, second], older))).toEqual(['c.-1.x', 'c.0.y', 'c.1.a', 'c.2.b']);
    const read = { ...first, status: 'read' as const };
    expect(withOlder([read, second], [message('c.0.y'), first])).toEqual([message('c.0.y'), read, second]);
  });

  test('stand in the order of their places, whatever their times', () => {
    const question = message('c1.0000000000002.wamid', { timestamp: '2026-11-22T10:00:05Z' });
    const answer = message('c1.0000000000003.r', { timestamp: '2026-11-22T10:00:01Z' });
    expect(ids(mergeMessages([answer], [question]))).toEqual([question.id, answer.id]);
  });

  test('of the same place keep the order in which they came', () => {
    const texts = [message('c.1.z'), message('c.1.a')];
    expect(ids(mergeMessages([], texts))).toEqual(['c.1.z', 'c.1.a']);
    expect(ids(mergeMessages(texts, [message('c.1.m')]))).toEqual(['c.1.z', 'c.1.a', 'c.1.m']);
  });

  test('of a conversation that was joined into the open one are taken', () => {
    const joined = message('c.2.j', { conversation_id: 'joined' });
    expect(ids(relevantChanges([], [joined], ['mine', 'joined'], false))).toEqual(['c.2.j']);
    expect(relevantChanges([], [joined], ['mine'], false)).toEqual([]);
  });

  test('of other conversations are not taken', () => {
    expect(relevantChanges([], [message('1', { conversation_id: 'other' })], ['mine'], false)).toEqual([]);
  });

  test('from before the loaded part are not taken, so that no gap arises', () => {
    const late = message('c.0.o', { conversation_id: 'mine', timestamp: at(0) });
    expect(relevantChanges([first], [late], ['mine'], true)).toEqual([]);
    expect(ids(relevantChanges([first], [late], ['mine'], false))).toEqual(['c.0.o']);
    expect(
      ids(relevantChanges([first], [message('c.1.a', { conversation_id: 'mine', timestamp: at(1) })], ['mine'], true)),
    ).toEqual(['c.1.a']);
  });
});

test('an answer that was sent long ago does not become one that waits', () => {
  const shown = [message('c.1.a', { status: 'read' }), message('c.2.b', { status: 'pending' })];
  const changed = ['c.1.a', 'c.2.b', 'c.3.c'].map((id) => message(id, { status: 'pending' }));
  expect(ids(relevantChanges(shown, changed, ['c'], false))).toEqual(['c.2.b', 'c.3.c']);
});

test('an answer that belongs to an older page is left to that page', () => {
  const page = [message('c.1.old', { status: 'pending' }), message('c.5.b'), message('c.5.a'), message('c.6.c')];
  expect(ids(newestPage({ messages: page, next: 'c.5.b' }))).toEqual(['c.5.b', 'c.5.a', 'c.6.c']);
  expect(ids(newestPage({ messages: page, next: null }))).toEqual(['c.1.old', 'c.5.b', 'c.5.a', 'c.6.c']);
});

test('the response to a send does not undo what a poll brought before it', () => {
  const shown = [message('a.1.x', { status: 'read' })];
  expect(withSent(shown, message('a.1.x', { status: 'pending' }))).toEqual(shown);
  expect(withSent([message('a.1.x', { status: 'pending' })], message('a.1.x', { status: 'failed' }))[0]?.status).toBe(
    'failed',
  );
  expect(ids(withSent(shown, message('a.2.y', { status: 'pending' })))).toEqual(['a.1.x', 'a.2.y']);
});
