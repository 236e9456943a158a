import { expect, test } from 'vitest';
import { composing, isHelpKey, isSendKey } from './keys';

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

const target = (isField: boolean) => ({ matches: () => isField }) as unknown as HTMLElement;
const question = { key: '?', shiftKey: true, isComposing: false, keyCode: 191, target: target(false) };

test.each([
  ['?', {}, true],
  ['? while nothing has the focus', { target: null }, true],
  ['? in a field', { target: target(true) }, false],
  ['? with Control', { ctrlKey: true }, false],
  ['? of an input method', { keyCode: 229 }, false],
  ['another key', { key: '/' }, false],
])('%s asks for the keys: %o', (_, part, asks) => {
  expect(isHelpKey({ ...question, ...part } as unknown as KeyboardEvent)).toBe(asks);
});
