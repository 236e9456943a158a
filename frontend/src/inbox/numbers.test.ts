import { expect, test } from 'vitest';
import type { Health } from './contract';
import { numberOf, numbersInUse, withNames } from './numbers';

const plain = (text: string | null | undefined) => text?.replace(/\u00a0/g, ' ');
const sending: Health['sending'] = { stopped: false, code: null, since: null, reason: null, advice: null };
const serving = (...ids: string[]) => ({ numbers: ids.map((phone_id) => ({ phone_id, sending, templates: sending })) });
const names = withNames(new Map(), [
  { phone_id: '1', business_number: '+33478000000' },
  { phone_id: '2', business_number: null },
]);

test('with one number, or before anything is known, there is nothing to choose', () => {
  expect(numbersInUse(null, names)).toEqual([]);
  expect(numbersInUse(serving('1'), names)).toEqual([]);
  expect(numberOf({ phone_id: '1', business_number: '+33478000000' }, [])).toBeNull();
});

test('with several, each has its number, or Meta’s id until a conversation names it', () => {
  const numbers = numbersInUse(serving('1', '2'), names);
  expect(numbers.map(({ name }) => plain(name))).toEqual(['+33 4 78 00 00 00', '2']);
  expect(plain(numberOf({ phone_id: '2', business_number: '+33478111111' }, numbers))).toBe('+33 4 78 11 11 11');
  expect(plain(numberOf({ phone_id: '1', business_number: null }, numbers))).toBe('+33 4 78 00 00 00');
  expect(numberOf({ phone_id: '3', business_number: null }, numbers)).toBe('3');
});

test('a name that was learned once stays', () => {
  expect(withNames(names, [{ phone_id: '1', business_number: null }])).toEqual(names);
});
