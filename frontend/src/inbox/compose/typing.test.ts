import { expect, test } from 'vitest';
import { createTyping } from './typing';

test('the server is told at most every 20 seconds, and of nothing when the text is empty', () => {
  let now = 0;
  let told = 0;
  const typing = createTyping(
    async () => {
      told += 1;
      throw new Error('no connection');
    },
    () => now,
  );
  typing.typed(' ');
  expect(told).toBe(0);
  for (const at of [0, 5_000, 19_999]) {
    now = at;
    typing.typed('hello');
  }
  expect(told).toBe(1);
  now = 20_000;
  typing.typed('hello');
  expect(told).toBe(2);
});
