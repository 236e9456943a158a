import { expect, test } from 'vitest';
import { initialsOf, tintOf } from './Avatar';

test.each([
  ['Awa Diallo', 'AD'],
  ['élodie', 'É'],
  ['Jean de la Tour', 'JT'],
  ['@jo.bakes', 'J'],
  ['+33 6', '#'],
  ['', '#'],
])('%s is %s', (name, initials) => expect(initialsOf(name)).toBe(initials));

test('the tint is one of six and always the same', () => {
  expect(tintOf('abc')).toBe(tintOf('abc'));
  for (const seed of ['', 'a', 'é😀', '01JXYZ']) expect([0, 1, 2, 3, 4, 5]).toContain(tintOf(seed));
});
