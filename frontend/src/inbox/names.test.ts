import { expect, test } from 'vitest';
import { readableNumber, subtitleOf, titleOf } from './names';

const plain = (text: string | null) => text?.replace(/\u00a0/g, ' ');

test('the name, else the number, else the username', () => {
  expect(titleOf({ name: ' Awa ', phone_number: '+33612345678', username: 'awa' })).toBe('Awa');
  expect(plain(titleOf({ name: null, phone_number: '+33612345678', username: 'awa' }))).toBe('+33 6 12 34 56 78');
  expect(titleOf({ name: '', phone_number: null, username: 'awa' })).toBe('@awa');
  expect(titleOf({ name: null, phone_number: null, username: null })).toBeNull();
});

test('the subtitle does not repeat the title', () => {
  expect(plain(subtitleOf({ name: 'Awa', phone_number: '+14155550134', username: 'awa' }))).toBe('+1 415 555 0134 · @awa');
  expect(subtitleOf({ name: null, phone_number: '+14155550134', username: null })).toBe('');
});

test('a number of unknown grouping or length stays as it is', () => {
  expect(readableNumber('+2250707070707')).toBe('+2250707070707');
  expect(readableNumber('+3361')).toBe('+3361');
});
