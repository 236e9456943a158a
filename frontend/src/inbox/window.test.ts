import { expect, test } from 'vitest';
import { at, conversation } from '../../dev/samples.ts';
import { windowState } from './window';

const now = Date.parse(at(0));
const closing = (window_closes_at: string | null, window_open = true) =>
  windowState(conversation('a', { window_closes_at, window_open }), now);

test('open until the very moment it closes', () => {
  expect(closing(at(30))).toEqual({ open: true, leftMs: 30 * 60_000, soon: true });
  expect(closing(at(180))).toMatchObject({ open: true, soon: false });
  expect(closing(at(0))).toEqual({ open: false });
});

test('a customer who never wrote has no window', () => {
  expect(closing(null)).toEqual({ open: false });
});

test('the server’s word that it is closed counts, whatever the clock says', () => {
  expect(closing(at(180), false)).toEqual({ open: false });
});
