import { expect, test } from 'vitest';
import type { KeyValueStorage } from '../../../ui/storage';
import { inserted } from '../insert';
import { askedFor, asName, filledReply, matching, readReplies, saved, valuesOf, writeReplies } from './replies';
import { actionOf } from './useReplies';

function memory(first: string | null = null): KeyValueStorage {
  let kept = first;
  return {
    read: () => kept,
    write: (_, value) => {
      kept = value;
    },
  };
}

const hours = { name: 'hours', text: 'We are open from 9 to 18.' };
const thanks = { name: 'thanks', text: 'Thank you! Our hours have not changed.' };
const awa = valuesOf({ name: ' Awa Diallo ', phone_number: '+33612345678' });

test.each([
  ['/', ''],
  ['/ho', 'ho'],
  ['/ho x', null],
  ['a /ho', null],
  ['', null],
])('“%s” asks for %j', (text, asked) => expect(askedFor(text)).toBe(asked));

test('those whose name begins so come first', () => {
  expect(matching([thanks, hours], 'HO')).toEqual([hours, thanks]);
  expect(matching([thanks, hours], '')).toEqual([thanks, hours]);
  expect(matching([thanks, hours], 'zzz')).toEqual([]);
});

test.each([
  ['Hello {{name}}, {{ first_name }}: {{number}}', 'Hello Awa Diallo, Awa: +33612345678'],
  ['Code {{code}} {name}', 'Code {{code}} {name}'],
])('%s', (text, filled) => expect(filledReply(text, awa)).toBe(filled));

test('what is not known goes with the space before it', () => {
  expect(filledReply('Hello {{name}}, welcome', valuesOf(null))).toBe('Hello, welcome');
});

test('a name of the customer is text, also where it looks like a placeholder or a pattern', () => {
  const odd = valuesOf({ name: '{{number}} $& $1', phone_number: '1' });
  expect(filledReply('{{name}}', odd)).toBe('{{number}} $& $1');
});

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

test.each([
  ['Enter takes the chosen one', {}, 2, 'take'],
  ['Enter sends nothing where none is found', {}, 0, 'hold'],
  ['Enter with Shift begins a line', { shiftKey: true }, 0, null],
  ['Enter of an input method', { isComposing: true }, 0, null],
  ['Tab takes it too', { key: 'Tab' }, 1, 'take'],
  ['Tab goes on where none is found', { key: 'Tab' }, 0, null],
  ['down', { key: 'ArrowDown' }, 2, 1],
  ['up', { key: 'ArrowUp' }, 2, -1],
  ['up where none is found moves in the text', { key: 'ArrowUp' }, 0, null],
  ['a letter', { key: 'a' }, 2, null],
])('%s', (_, part, count, does) => expect(actionOf({ ...enter, ...part }, count)).toBe(does));

test('they are kept by name, and one takes the place of its former name', () => {
  const storage = memory();
  writeReplies(storage, saved(saved([], thanks, null), hours, null));
  expect(readReplies(storage)).toEqual([hours, thanks]);
  const renamed = saved(readReplies(storage), { ...hours, name: 'open' }, 'hours');
  expect(renamed.map(({ name }) => name).sort()).toEqual(['open', 'thanks']);
  writeReplies(storage, []);
  expect(storage.read('')).toBeNull();
});

test('what cannot be read is no reply', () => {
  expect(readReplies(memory('{'))).toEqual([]);
  expect(readReplies(memory('{"a":1}'))).toEqual([]);
  expect(readReplies(memory('[null,{"name":""},{"name":"a","text":"b"}]'))).toEqual([{ name: 'a', text: 'b' }]);
});

test('a name has no slash and no spaces', () => {
  expect(asName(' /opening  hours ')).toBe('opening-hours');
  expect(asName('x'.repeat(99))).toHaveLength(30);
});

test('something is inserted in the place of what is selected', () => {
  expect(inserted('Hello you', 6, 9, '👋')).toEqual({ text: 'Hello 👋', cursor: 8 });
  expect(inserted('', 0, 0, '👋')).toEqual({ text: '👋', cursor: 2 });
});
