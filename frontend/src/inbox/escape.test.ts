import { expect, test, vi } from 'vitest';
import { EscapeLayers } from './escape';

test('Escape closes what was opened last, one thing at a time', () => {
  const layers = new EscapeLayers();
  const quote = vi.fn();
  const form = vi.fn();
  layers.add(quote);
  const closed = layers.add(form);
  expect(layers.close()).toBe(true);
  expect([quote, form].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
  closed();
  closed();
  expect(layers.close()).toBe(true);
  expect([quote, form].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test('with nothing open it leaves the conversation', () => {
  const layers = new EscapeLayers();
  layers.add(() => undefined)();
  expect(layers.close()).toBe(false);
});
