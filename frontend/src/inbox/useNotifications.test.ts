import { expect, test } from 'vitest';
import { stateOf } from './useNotifications';

test.each([
  [undefined, true, 'unsupported'],
  ['denied', true, 'blocked'],
  ['denied', false, 'blocked'],
  ['default', true, 'off'],
  ['granted', false, 'off'],
  ['granted', true, 'on'],
] as const)('permission %s, wanted %s: %s', (permission, wanted, state) => {
  expect(stateOf(permission, wanted)).toBe(state);
});
