import { expect, test } from 'vitest';
import { conversation } from '../../dev/samples.ts';
import { authorOf, besideName, colleague, nameOf, subtitleOf, titleOf, wholeName } from './names';

const plain = (text: string | null) => text?.replace(/\u00a0/g, ' ');

test('the name, else the number, else the username', () => {
  expect(titleOf({ name: ' Awa ', phone_number: '+33612345678', username: 'awa' })).toBe('Awa');
  expect(plain(titleOf({ name: null, phone_number: '+33612345678', username: 'awa' }))).toBe('+33 6 12 34 56 78');
  expect(titleOf({ name: '', phone_number: null, username: 'awa' })).toBe('@awa');
  expect(titleOf({ name: null, phone_number: null, username: null, user_id: 'FR.1349' })).toBe('FR.1349');
  expect(titleOf({ name: null, phone_number: null, username: null })).toBeNull();
});

test('the subtitle does not repeat the title', () => {
  expect(plain(subtitleOf({ name: 'Awa', phone_number: '+14155550134', username: 'awa' }))).toBe(
    '+1 415 555 0134 · @awa',
  );
  expect(subtitleOf({ name: null, phone_number: '+14155550134', username: null })).toBe('');
});

test('a person with a name only is told apart by Meta’s id', () => {
  const hidden = { name: 'Awa', phone_number: null, user_id: 'FR.1349' };
  expect(subtitleOf({ ...hidden, username: null })).toBe('FR.1349');
  expect(subtitleOf({ ...hidden, username: 'awa' })).toBe('@awa');
  expect(subtitleOf({ ...hidden, name: null, username: null })).toBe('');
});

test('two people of the same name are told apart by number or username', () => {
  const one = { name: 'Awa', phone_number: '+33612345678', username: null };
  const other = { name: 'Awa', phone_number: null, username: 'awa' };
  expect(wholeName(other)).toBe('Awa (@awa)');
  expect(wholeName({ name: null, phone_number: null, username: null })).toBeNull();
  expect(besideName(other, one)).toBe('@awa');
  expect(besideName(other, { ...one, name: 'Salma' })).toBe('Awa');
});

test('a group without a name is called a group', () => {
  const key = (text: string) => text;
  const group = { id: 'g' };
  expect(nameOf(conversation('a', { phone_number: null, group }), key)).toBe('group.sign');
  expect(nameOf(conversation('a', { phone_number: null, group, name: 'Neighbours' }), key)).toBe('Neighbours');
  expect(nameOf(conversation('a', { phone_number: null }), key)).toBe('list.unknown');
  expect(nameOf(null, key)).toBe('list.unknown');
});

test('who wrote in a group: the name, else the number', () => {
  expect(authorOf({ from_name: 'Salma', from_number: '+33612345678' })).toBe('Salma');
  expect(plain(authorOf({ from_name: null, from_number: '+33612345678' }))).toBe('+33 6 12 34 56 78');
  expect(authorOf({ from_name: null, from_number: null })).toBeNull();
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

test('a name cannot turn the direction of the sentence that it stands in', () => {
  expect(titleOf({ name: '\u202eeriaM\u2066', username: null, phone_number: null })).toBe('eriaM');
  expect(titleOf({ name: '\u202e \u2069', username: 'awa', phone_number: null })).toBe('@awa');
});
