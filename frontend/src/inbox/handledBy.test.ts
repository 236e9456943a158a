import { expect, test } from 'vitest';
import { at, conversation } from '../../dev/samples.ts';
import { handledBy } from './handledBy';

const takeover = { until: at(60), by: null };

test('the assistant answers unless a person does', () => {
  expect(handledBy(conversation('a'))).toBe('assistant');
  expect(handledBy(conversation('a', { takeover }))).toBe('person');
});

test('nobody answers a customer who asked for no more messages, unless a person does', () => {
  expect(handledBy(conversation('a', { opted_out: true }))).toBe('nobody');
  expect(handledBy(conversation('a', { opted_out: true, takeover }))).toBe('person');
});
