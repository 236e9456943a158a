/** Reactions, the map, cards to save, choices and amounts. */
import { expect, test } from 'vitest';
import { message } from '../../../dev/samples.ts';
import type { Message } from '../contract';
import { readInteractive } from './interactive';
import { graticule, MAP } from './map';
import { money } from './money';
import { ownReaction, reactionsIn } from './reactions';
import { vcardOf } from './vcard';

const reaction = (id: string, to: string, emoji: string | null, part: Partial<Message> = {}) =>
  message(id, {
    type: 'reaction',
    direction: 'inbound',
    from_number: '+33639980001',
    status: 'received',
    reaction: { message_id: to, emoji },
    ...part,
  });
const target = message('c.1.a', { message_id: 'wamid.a' });

test('a reaction stands on its message; a person has one, the newest', () => {
  const { on, placed } = reactionsIn([
    target,
    reaction('1', 'wamid.a', '👍'),
    reaction('2', 'wamid.a', '❤️'),
    reaction('3', 'wamid.a', '🙏', { direction: 'outbound', status: 'sent' }),
  ]);
  expect(on.get('c.1.a')?.map(({ emoji }) => emoji)).toEqual(['❤️', '🙏']);
  expect([...placed]).toEqual(['1', '2', '3']);
  expect(ownReaction(on.get('c.1.a') ?? [])).toBe('🙏');
});

test.each([null, ''])('one that was taken back (%j) is gone', (emoji) => {
  const { on, placed } = reactionsIn([target, reaction('1', 'wamid.a', '👍'), reaction('2', 'wamid.a', emoji)]);
  expect(on.get('c.1.a')).toEqual([]);
  expect(placed.size).toBe(2);
});

test('in a group each member has one', () => {
  const by = (id: string, from_number: string) => reaction(id, 'c.1.a', '👍', { from_number });
  const { on } = reactionsIn([target, by('1', '+33639980001'), by('2', '+33639980002')]);
  expect(on.get('c.1.a')).toHaveLength(2);
});

test('a customer’s to a message that is not loaded, and one of ours that failed, stay in the thread; ours does not', () => {
  const failed = reaction('2', 'wamid.a', '👍', { direction: 'outbound', status: 'failed' });
  expect(reactionsIn([target, reaction('1', 'wamid.old', '👍'), failed]).placed.size).toBe(0);
  const ours = reaction('3', 'wamid.old', '👍', { direction: 'outbound', status: 'sent' });
  expect([...reactionsIn([target, ours]).placed]).toEqual(['3']);
});

test('the map has the point in the middle and lines at round degrees', () => {
  const map = graticule(45.76, 4.835);
  expect(map?.parallels).toContainEqual({ at: MAP.height / 2, label: '45.76° N' });
  expect(map?.meridians.map(({ label }) => label)).toEqual(['4.82° E', '4.84° E', '4.86° E']);
  expect(map?.kilometre).toBe(50);
});

test.each([
  [-33.9, -70.6, 'S', 'W'],
  [0, 0, 'N', 'E'],
])('south and west of zero have their letters: %d, %d', (latitude, longitude, ns, ew) => {
  const map = graticule(latitude, longitude);
  expect(map?.parallels.at(-1)?.label.endsWith(ns) || map?.parallels[0]?.label.endsWith(ns)).toBe(true);
  expect(map?.meridians.some(({ label }) => label.endsWith(ew))).toBe(true);
});

test('at the poles and at the line of the date it has an end', () => {
  expect(graticule(90, 0)?.meridians.length).toBeLessThan(10);
  expect(graticule(0, 180)?.meridians.map(({ label }) => label)).toContain('179.98° W');
  expect(graticule(91, 0)).toBeNull();
  expect(graticule(0, Number.NaN)).toBeNull();
});

test('a card is saved as a vCard; a line break in a name begins no field', () => {
  const card = {
    name: 'Juan; Test\r\nTEL:+1',
    company: 'A, B',
    phones: ['+33639980001', '+33639980001'],
    emails: ['a@shop.example'],
  };
  expect(vcardOf(card).split('\r\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'FN:Juan\\; Test\\nTEL:+1',
    'N:Juan\\; Test\\nTEL:+1;;;;',
    'ORG:A\\, B',
    'TEL;TYPE=CELL:+33639980001',
    'EMAIL:a@shop.example',
    'END:VCARD',
    '',
  ]);
});

test('choices are read from Meta’s object; only an address of the web is a link', () => {
  const buttons = [{ type: 'reply', reply: { id: '1', title: 'Yes' } }, { reply: {} }, null];
  expect(readInteractive({ type: 'button', body: { text: 'Sure?' }, action: { buttons } })).toMatchObject({
    body: 'Sure?',
    buttons: ['Yes'],
  });
  const sections = [{ title: 'Days', rows: [{ title: 'Mon', description: 'am' }, { title: '' }] }];
  expect(readInteractive({ type: 'list', action: { button: 'See', sections } }).list).toEqual({
    button: 'See',
    sections: [{ title: 'Days', rows: [{ title: 'Mon', description: 'am' }] }],
  });
  const link = (url: string) =>
    readInteractive({ type: 'cta_url', action: { parameters: { display_text: 'Go', url } } }).link;
  expect(link('https://shop.example')).toEqual({ text: 'Go', url: 'https://shop.example' });
  expect(link('javascript:alert(1)')).toBeNull();
});

test.each([null, 7, 'text', {}, { type: 'list' }, { type: 'button', action: { buttons: 'no' } }])(
  'an object that is none (%j) shows nothing',
  (object) => expect(readInteractive(object)).toMatchObject({ body: null, buttons: [], link: null }),
);

test.each([
  [12, 'EUR', '€12.00'],
  [12, 'nonsense', '12 nonsense'],
  [12.5, null, '12.5'],
  [null, 'EUR', '–'],
])('%d in %s is %s', (amount, currency, shown) => expect(money(amount, currency, 'en-GB')).toBe(shown));
