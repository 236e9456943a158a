import { describe, expect, test } from 'vitest';
import { at, conversation } from '../../dev/samples.ts';
import { countOf, NOTHING_KNOWN, needsOf, newsIn, withSeen } from './attention';

const unread = (id: string, count: number) => conversation(id, { unread: count });
const needs = (id: string, minute: number, count = 0) =>
  conversation(id, { unread: count, needs_person: { reason: 'unreadable', since: at(minute) } });
const known = withSeen(NOTHING_KNOWN, [unread('a', 2), unread('b', 0), needs('c', 1, 3), needs('d', 2)]);

describe('the number in the title', () => {
  test('is of conversations, each once', () => {
    expect(countOf(known, undefined)).toBe(3);
    expect(countOf(NOTHING_KNOWN, undefined)).toBe(0);
  });

  test('falls when one is read and needs nobody', () => {
    expect(countOf(withSeen(known, [unread('a', 0)]), undefined)).toBe(2);
    expect(countOf(withSeen(known, [needs('c', 1, 0)]), undefined)).toBe(3);
  });

  test('holds those that need a person and are not loaded', () => {
    expect(countOf(known, { count: 7, oldest: at(0) })).toBe(8);
    expect(countOf(known, { count: 0, oldest: null })).toBe(3);
    expect(needsOf(known)).toBe(2);
  });

  test('does not count a conversation that is shown as part of another one', () => {
    const around = conversation('b', {
      unread: 2,
      merged: [{ id: 'a', name: null, username: null, phone_number: null }],
    });
    expect(countOf(withSeen(known, [around]), undefined)).toBe(3);
  });
});

describe('news', () => {
  test.each([
    ['a message', unread('a', 3), true],
    ['a message of somebody new', unread('e', 1), true],
    ['the same change again', unread('a', 2), false],
    ['reading', unread('a', 0), false],
    ['needing a person', needs('b', 5), true],
    ['needing one as before', needs('d', 2), false],
    ['needing one again', needs('d', 6), true],
    ['needing nobody any more', unread('d', 0), false],
    ['somebody new who has been answered', unread('e', 0), false],
  ])('%s: %o', (_, changed, expected) => expect(newsIn(known, [changed])).toEqual(expected ? [changed] : []));
});
