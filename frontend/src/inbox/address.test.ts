import { expect, test } from 'vitest';
import { tokenInFragment } from '../signin/adminToken';
import { conversationInHash, hashOf, PAGE_NAMES, pageHash, pageInHash } from './route';

test('the open conversation survives the address', () => {
  expect(conversationInHash(hashOf('01J/é'))).toBe('01J/é');
  expect(conversationInHash(hashOf(null))).toBeNull();
  expect(conversationInHash('#token=x')).toBeNull();
  expect(conversationInHash('#/c/%E0%A4%A')).toBeNull();
});

test.each(PAGE_NAMES)('the page %s survives the address, with its number', (name) => {
  expect(pageInHash(pageHash(name, null))).toEqual({ name, phoneId: null });
  expect(pageInHash(pageHash(name, '1/é'))).toEqual({ name, phoneId: '1/é' });
  expect(pageInHash(`#/${name}/%E0%A4%A`)).toEqual({ name, phoneId: null });
  expect(pageInHash(`#/${name}x`)).toBeNull();
  expect(pageInHash(hashOf(name))).toBeNull();
  expect(conversationInHash(pageHash(name, '1'))).toBeNull();
});

test('the token is found in the fragment only when there is one', () => {
  expect(tokenInFragment('#token=abc')).toBe('abc');
  expect(tokenInFragment('#token=a%2Bb')).toBe('a+b');
  expect(tokenInFragment('#token=')).toBeNull();
  expect(tokenInFragment('#/c/1')).toBeNull();
});
