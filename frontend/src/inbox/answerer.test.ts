import { expect, test } from 'vitest';
import { at, conversation } from '../../dev/samples.ts';
import { answererOf } from './answerer';

const takeover = { until: at(60), by: null };

test('the assistant answers unless a person does', () => {
  expect(answererOf(conversation('a'))).toBe('assistant');
  expect(answererOf(conversation('a', { takeover }))).toBe('person');
});

test('nobody answers a customer who asked for no more messages, unless a person does', () => {
  expect(answererOf(conversation('a', { opted_out: true }))).toBe('nobody');
  expect(answererOf(conversation('a', { opted_out: true, takeover }))).toBe('person');
});
