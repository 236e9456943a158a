import { expect, test } from 'vitest';
import { burstOf } from './burst';
import { within } from './fields';

test('a burst is one message a line, or the usual three', () => {
  expect(burstOf(' a \n\n b', ['x'])).toEqual(['a', 'b']);
  expect(burstOf('  \n', ['x', 'y'])).toEqual(['x', 'y']);
});

test('a number is limited to its range', () => {
  expect(within('12', 0, 10)).toBe(10);
  expect(within('-1', 0, 10)).toBe(0);
  expect(within('2.6', 0, 10)).toBe(3);
  expect(within('', 0, 10)).toBeNull();
  expect(within('x', 0, 10)).toBeNull();
});
