import { expect, test } from 'vitest';
import { at } from '../../dev/samples.ts';
import { windowState } from './window';

const now = Date.parse(at(0));

test('open until the very moment it closes', () => {
  expect(windowState(at(30), now)).toEqual({ open: true, leftMs: 30 * 60_000, soon: true });
  expect(windowState(at(180), now)).toMatchObject({ open: true, soon: false });
  expect(windowState(at(0), now)).toEqual({ open: false });
});

test('a customer who never wrote has no window', () => {
  expect(windowState(null, now)).toEqual({ open: false });
});
