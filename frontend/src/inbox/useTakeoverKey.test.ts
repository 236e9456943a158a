import { expect, test } from 'vitest';
import { isTakeoverKey } from './useTakeoverKey';

const KEY = {
  key: 't',
  code: 'KeyT',
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 84,
};

test.each([
  ['Alt and T', {}, true],
  ['Option and T on a Mac', { key: '†' }, true],
  ['T elsewhere on the keyboard', { code: 'KeyK' }, true],
  ['another letter at the place of T', { key: 'y' }, false],
  ['T alone', { altKey: false }, false],
  ['AltGr and T', { ctrlKey: true }, false],
  ['a key of an input method', { keyCode: 229 }, false],
])('%s', (_, part, is) => expect(isTakeoverKey({ ...KEY, ...part })).toBe(is));
