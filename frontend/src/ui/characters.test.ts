import { expect, test } from 'vitest';
import { limit } from './characters';

test('as many emoji fit as letters, and one more of either is refused with a sentence', () => {
  const said: string[] = [];
  const field = (value: string) => ({ value, setCustomValidity: (why: string) => said.push(why) });
  for (const value of ['a'.repeat(40), '👍'.repeat(40), ` ${'👍'.repeat(40)} `, 'a'.repeat(41), '👍'.repeat(41)]) {
    limit(field(value) as unknown as HTMLInputElement, 40, 'at most 40');
  }
  expect(said).toEqual(['', '', '', 'at most 40', 'at most 40']);
});
