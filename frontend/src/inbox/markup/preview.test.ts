import { expect, test } from 'vitest';
import { hasMarks } from './MarkPreview';

test.each([
  ['*bold*', true],
  ['a _b_ c', true],
  ['~x~', true],
  ['`x`', true],
  ['- one\n- two', true],
  ['> so', true],
  ['2 * 3 * 4', false],
  ['see https://a.example/x_y_z', false],
  ['plain', false],
])('%s is shown otherwise: %s', (text, marked) => expect(hasMarks(text)).toBe(marked));
