/** A suggestion never takes away what was typed, and never sends. */
import { expect, test } from 'vitest';
import type { Answer } from '../../assistant/contract';
import { arrived, choicesOf, IDLE, placed, type Suggesting, swapped, typedOn } from './suggesting';

const ANSWER: Answer = {
  text: 'It comes tomorrow.',
  tokens: { prompt: 1, cached: 0, answer: 1 },
  took_ms: 1,
  cost: null,
  currency: null,
};

test('into an empty composer it goes at once', () => {
  expect(arrived(ANSWER, ' ')).toEqual({
    next: { kind: 'placed', answer: ANSWER, other: ' ', undone: false },
    text: ANSWER.text,
  });
});

test('typed text stays until the person agrees', () => {
  expect(arrived(ANSWER, 'Hello')).toEqual({ next: { kind: 'offered', answer: ANSWER } });
  expect(placed(ANSWER, 'Hello').text).toBe(ANSWER.text);
});

test('undoing and taking it again lose nothing', () => {
  const { next } = placed(ANSWER, 'Hello');
  const undone = swapped(next, 'It comes tomorrow, Awa.');
  expect(undone.text).toBe('Hello');
  expect(swapped(undone.next, 'Hello there').text).toBe('It comes tomorrow, Awa.');
  expect(swapped(IDLE, 'x')).toEqual({ next: IDLE });
});

test('after sending there is nothing to undo', () => {
  const { next } = placed(ANSWER, '');
  expect(typedOn(next, 'It')).toBe(next);
  expect(typedOn(next, '')).toBe(IDLE);
  // The composer was empty before the suggestion.
  const undone: Suggesting = { kind: 'placed', answer: ANSWER, other: ANSWER.text, undone: true };
  expect(typedOn(undone, '')).toBe(undone);
});

test('an answer without a text leaves the composer as it is', () => {
  const silent = { ...ANSWER, text: '' };
  expect(arrived(silent, '')).toEqual({ next: { kind: 'nothing', answer: silent } });
});

test('choices are named', () => {
  const list = { button: 'See', rows: [{ title: 'C' }] };
  expect(choicesOf({ ...ANSWER, buttons: ['A', 'B'], list })).toEqual(['A', 'B', 'C']);
});
