import { expect, test } from 'vitest';
import { colleague, subtitleOf, titleOf } from './names';

const plain = (text: string | null) => text?.replace(/\u00a0/g, ' ');

test('the name, else the number, else the username', () => {
  expect(titleOf({ name: ' Awa ', phone_number: '+33612345678', username: 'awa' })).toBe('Awa');
  expect(plain(titleOf({ name: null, phone_number: '+33612345678', username: 'awa' }))).toBe('+33 6 12 34 56 78');
  expect(titleOf({ name: '', phone_number: null, username: 'awa' })).toBe('@awa');
  expect(titleOf({ name: null, phone_number: null, username: null })).toBeNull();
});

test('the subtitle does not repeat the title', () => {
  expect(plain(subtitleOf({ name: 'Awa', phone_number: '+14155550134', username: 'awa' }))).toBe(
    '+1 415 555 0134 · @awa',
  );
  expect(subtitleOf({ name: null, phone_number: '+14155550134', username: null })).toBe('');
});

test('a colleague is named by a name, never by an id', () => {
  const id = '5f0c2d1e-0000-4000-8000-000000000001';
  const person = { sub: id, name: 'Inès', email: 'ines@example.org', username: id };
  expect(colleague(id, person)).toBe('me');
  expect(colleague('ines@example.org', person)).toBe('me');
  expect(colleague('karim', person)).toEqual({ name: 'karim' });
  expect(colleague('5f0c2d1e-0000-4000-8000-000000000002', person)).toBeNull();
  expect(colleague(null, null)).toBeNull();
});
