import { expect, test } from 'vitest';
import { composing, isSendKey } from './keys';

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

test.each([
  ['Enter', {}, true],
  ['Enter with Shift', { shiftKey: true }, false],
  ['another key', { key: 'a', keyCode: 65 }, false],
  ['Enter that confirms a word', { isComposing: true, keyCode: 229 }, false],
  ['Enter that confirms a word in Safari', { keyCode: 229 }, false],
])('%s sends: %o', (_, part, sends) => expect(isSendKey({ ...enter, ...part })).toBe(sends));

test('Escape that leaves a composition is the input method’s', () => {
  expect(composing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(composing({ isComposing: false, keyCode: 27 })).toBe(false);
});
