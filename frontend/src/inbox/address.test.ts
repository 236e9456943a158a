import { expect, test } from 'vitest';
import { tokenInFragment } from '../signin/adminToken';
import { conversationInHash, hashOf, settingsHash, settingsInHash } from './route';

test('the open conversation survives the address', () => {
  expect(conversationInHash(hashOf('01J/é'))).toBe('01J/é');
  expect(conversationInHash(hashOf(null))).toBeNull();
  expect(conversationInHash('#token=x')).toBeNull();
  expect(conversationInHash('#/c/%E0%A4%A')).toBeNull();
});

test('the settings survive the address, with their number', () => {
  expect(settingsInHash(settingsHash(null))).toEqual({ phoneId: null });
  expect(settingsInHash(settingsHash('1/é'))).toEqual({ phoneId: '1/é' });
  expect(settingsInHash('#/settings/%E0%A4%A')).toEqual({ phoneId: null });
  expect(settingsInHash('#/settingsx')).toBeNull();
  expect(settingsInHash(hashOf('settings'))).toBeNull();
  expect(conversationInHash(settingsHash('1'))).toBeNull();
});

test('the token is found in the fragment only when there is one', () => {
  expect(tokenInFragment('#token=abc')).toBe('abc');
  expect(tokenInFragment('#token=a%2Bb')).toBe('a+b');
  expect(tokenInFragment('#token=')).toBeNull();
  expect(tokenInFragment('#/c/1')).toBeNull();
});
