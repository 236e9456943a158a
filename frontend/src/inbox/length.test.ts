import { expect, test } from 'vitest';
import { lengthOf, MAX_LENGTH } from './length';

test('counts UTF-16 units: an emoji is two', () => {
  expect(lengthOf('é').units).toBe(1);
  expect(lengthOf('😀').units).toBe(2);
});

test('the limit itself is allowed', () => {
  expect(lengthOf('x'.repeat(MAX_LENGTH))).toMatchObject({ left: 0, over: false, near: true });
  expect(lengthOf('x'.repeat(MAX_LENGTH + 1))).toMatchObject({ left: -1, over: true });
  expect(lengthOf('short').near).toBe(false);
});
