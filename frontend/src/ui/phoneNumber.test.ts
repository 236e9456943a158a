import { expect, test } from 'vitest';
import { readableNumber } from './phoneNumber';

test('a number of unknown grouping or length stays as it is', () => {
  expect(readableNumber('+2250707070707')).toBe('+2250707070707');
  expect(readableNumber('+3361')).toBe('+3361');
});
