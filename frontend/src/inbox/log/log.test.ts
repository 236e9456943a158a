import { expect, test } from 'vitest';
import { at, message } from '../../../dev/samples.ts';
import { Heights, rangeAround, withKept } from './heights';
import { continues, startsDay } from './rows';
import { stepsOf } from './StatusTimes';
import { firstUnread } from './unread';

const inbound = (id: string) => message(id, { direction: 'inbound', sent_by: null });

test('the first unread message is the one that the number counts back to', () => {
  const thread = [inbound('1'), message('2'), inbound('3'), inbound('4'), message('5')];
  expect(firstUnread(thread, '5', 0)).toEqual({ id: null, short: false });
  expect(firstUnread(thread, '5', 2)).toEqual({ id: '3', short: false });
  expect(firstUnread([message('2')], '2', 0)).toEqual({ id: null, short: false });
});

test('with more unread messages than are loaded it is the oldest that is, and older ones are wanted', () => {
  expect(firstUnread([inbound('1'), inbound('2')], '2', 3)).toEqual({ id: '1', short: true });
  expect(firstUnread([inbound('0'), inbound('1'), inbound('2')], '2', 3)).toEqual({ id: '0', short: false });
});

test('messages that come later do not move it', () => {
  const thread = [inbound('1'), inbound('2'), inbound('3'), inbound('4')];
  expect(firstUnread(thread, '3', 2).id).toBe('2');
});

test('a deleted message counts as read', () => {
  const gone = message('2', { direction: 'inbound', sent_by: null, deleted_at: at(1) });
  expect(firstUnread([inbound('1'), gone], '2', 1).id).toBe('1');
});

test('messages of one sender within ten minutes are a group', () => {
  const first = message('1', { timestamp: at(0) });
  expect(continues(message('2', { timestamp: at(9) }), first)).toBe(true);
  expect(continues(message('2', { timestamp: at(11) }), first)).toBe(false);
  expect(continues(message('2', { sent_by: 'assistant' }), first)).toBe(false);
  expect(continues(inbound('2'), first)).toBe(false);
  expect(continues(message('2'), undefined)).toBe(false);
});

test('one that is sent again says so, and names its sender', () => {
  expect(continues(message('2', { resend_of: '1' }), message('1'))).toBe(false);
});

test('in a group conversation each customer is a sender', () => {
  const of = (id: string, from_name: string) => message(id, { direction: 'inbound', sent_by: null, from_name });
  expect(continues(of('2', 'Awa'), of('1', 'Awa'))).toBe(true);
  expect(continues(of('2', 'Noé'), of('1', 'Awa'))).toBe(false);
});

test('a day ends a group', () => {
  const before = message('1', { timestamp: new Date(2026, 2, 18, 23, 59).toISOString() });
  const after = message('2', { timestamp: new Date(2026, 2, 19, 0, 1).toISOString() });
  expect(startsDay(after, before)).toBe(true);
  expect(continues(after, before)).toBe(false);
});

test('a hundred thousand messages put no more into the page than three hundred', () => {
  const { from, to } = rangeAround(50_000, 100_000);
  expect(to - from).toBeLessThanOrEqual(140);
  expect(from).toBeLessThanOrEqual(49_950);
  expect(to).toBeGreaterThanOrEqual(50_060);
});

test('a short thread is in the page as a whole, and its newest message always is', () => {
  expect(rangeAround(7, 8)).toEqual({ from: 0, to: 8 });
  expect(rangeAround(99, 100).to).toBe(100);
  expect(rangeAround(-1, 0)).toEqual({ from: 0, to: 0 });
});

test('what is played stays in the page, unless it is very far', () => {
  const range = rangeAround(1_000, 5_000);
  expect(withKept(range, 800)).toEqual({ from: 800, to: range.to });
  expect(withKept(range, 1_200)).toEqual({ from: range.from, to: 1_201 });
  expect(withKept(range, 1_000)).toEqual(range);
  expect(withKept(range, 100)).toEqual(range);
  expect(withKept(range, -1)).toEqual(range);
});

test('the room of what is not in the page is as measured, and a guess before', () => {
  const heights = new Heights();
  heights.use(['a', 'b', 'c']);
  const guessed = heights.before(3);
  heights.set(1, 500);
  expect(heights.before(2) - heights.before(1)).toBe(500);
  expect(heights.before(3)).toBe((guessed * 2) / 3 + 500);
  expect(heights.from(1)).toBe(guessed / 3 + 500);
  expect(heights.placeAt(heights.before(1) + 1)).toBe(1);
  expect(heights.placeAt(-5)).toBe(0);
  expect(heights.placeAt(1e9)).toBe(2);
});

test('a height is kept when older messages come before it', () => {
  const heights = new Heights();
  heights.use(['b']);
  heights.set(0, 300);
  heights.use(['a', 'b']);
  expect(heights.from(1)).toBe(300);
  heights.use([]);
  expect([heights.placeAt(10), heights.before(0), heights.from(0)]).toEqual([0, 0, 0]);
});

test('older messages add their height, and what is known stays', () => {
  const heights = new Heights();
  const guess = (() => {
    heights.use(['c', 'd']);
    return heights.before(1);
  })();
  heights.set(0, 100);
  heights.set(1, 200);
  expect(heights.placeAt(150)).toBe(1);
  heights.use(['a', 'b', 'c', 'd']);
  expect([heights.before(2), heights.before(3), heights.before(4)]).toEqual([
    2 * guess,
    2 * guess + 100,
    2 * guess + 300,
  ]);
  expect([heights.from(0), heights.placeAt(0)]).toEqual([2 * guess + 300, 0]);
  // One in the middle is new, and so is one at the beginning.
  heights.use(['z', 'a', 'b', 'c', 'x', 'd']);
  expect([heights.before(4), heights.from(0)]).toEqual([3 * guess + 100, 4 * guess + 300]);
});

test('walking to and fro comes to what adding up comes to', () => {
  const heights = new Heights();
  heights.use(Array.from({ length: 500 }, (_, at) => String(at)));
  const sizes = Array.from({ length: 500 }, (_, at) => 20 + ((at * 37) % 90));
  // Some are measured while the remembered place is behind them.
  for (const [at, size] of sizes.entries()) {
    if (at % 7 === 0) heights.placeAt((at * 9_973) % 30_000);
    heights.set(at, size);
  }
  const sum = (to: number) => sizes.slice(0, to).reduce((all, each) => all + each, 0);
  for (const place of [500, 3, 250, 0, 499, 250]) {
    expect(heights.before(place)).toBe(sum(place));
    expect(heights.from(place)).toBe(sum(500) - sum(place));
    if (place < 500) expect(heights.placeAt(sum(place))).toBe(place);
  }
});

test('before the first and after the last is exactly nothing, whatever fractions were added up', () => {
  for (const size of [56.1, 70.3, 0.1]) {
    const heights = new Heights();
    heights.use(Array.from({ length: 157 }, (_, at) => String(at)));
    for (let at = 0; at < 157; at += 1) heights.set(at, size + at / 7);
    heights.before(157);
    expect([heights.before(0), heights.from(157)]).toEqual([0, 0]);
    for (const place of [157, 80, 120, 0, 156, 157]) {
      expect(heights.from(place)).toBeGreaterThanOrEqual(0);
      expect(heights.before(place)).toBeGreaterThanOrEqual(0);
    }
    heights.before(120);
    expect(heights.before(0)).toBe(0);
  }
});

test('the times of a message are those of its statuses in their order, then of its changes', () => {
  const sent = message('1', { statuses: { read: at(3), sent: at(1), delivered: at(2) }, edited_at: at(4) });
  expect(stepsOf(sent).map(([key]) => key)).toEqual([
    'status.sent',
    'status.delivered',
    'status.read',
    'message.edited',
  ]);
  expect(stepsOf(message('2', { direction: 'inbound', sent_by: null }))).toEqual([]);
});
