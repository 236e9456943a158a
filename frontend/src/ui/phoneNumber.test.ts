import { expect, test } from 'vitest';
import { internationalNumber, readableNumber } from './phoneNumber';

test('a number of unknown grouping or length stays as it is', () => {
  expect(readableNumber('+2250707070707')).toBe('+2250707070707');
  expect(readableNumber('+3361')).toBe('+3361');
});

test.each([
  ['+33639980001', '+33639980001'],
  [' +33 (0)6 39.98-00/01 ', '+33639980001'],
  ['0033 6 39 98 00 01', '+33639980001'],
  ['06 39 98 00 01', null],
  ['33639980001', null],
  ['+33 6', null],
  ['+1234567890123456', null],
  ['abc', null],
  ['', null],
])('%j with its country is %j', (typed, number) => expect(internationalNumber(typed)).toBe(number));
