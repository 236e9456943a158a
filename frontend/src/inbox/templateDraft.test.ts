import { expect, test } from 'vitest';
import type { FilledTemplate } from './contract';
import { createDrafts, type Drafts } from './drafts';
import { chosenOf, keepBegun, moveBegun, NOTHING_BEGUN, readBegun, restoreBegun, valuesFor } from './templateDraft';
import { componentsOf } from './templates';
import { withGaps } from './templates.test-data';

const drafts = (): Drafts => createDrafts({ read: () => null, write: () => undefined }, '');
const template = (name: string, language = 'fr') => withGaps(name, ['1', '2'], language);
const filled = (values: Record<string, string>, gaps = ['1', '2', '3']): FilledTemplate => ({
  name: 'order',
  language: 'fr',
  components: componentsOf(withGaps('order', gaps), values),
});
const order = { name: 'order', language: 'fr' };

test.each([
  ['by position', { 'body.1': 'Awa', 'body.2': '4471', 'body.3': 'jeudi' }, ['1', '2', '3']],
  ['by name', { 'body.who': 'Awa', 'body.day': 'jeudi' }, ['who', 'day']],
])('values %s are there again after a failed send', (_, values, gaps) => {
  const kept = drafts();
  keepBegun(kept, 'c', { chosen: order, values: {} });
  restoreBegun(kept, 'c', filled(values, gaps));
  expect(readBegun(kept, 'c')).toEqual({ chosen: order, values });
});

test('what was begun since the failed send is not replaced', () => {
  const kept = drafts();
  const since = { chosen: { name: 'hello', language: 'en' }, values: { 'body.1': 'x' } };
  keepBegun(kept, 'c', since);
  restoreBegun(kept, 'c', filled({ 'body.1': 'a', 'body.2': 'b', 'body.3': 'c' }));
  expect(readBegun(kept, 'c')).toEqual(since);
});

test('the template is chosen by name and language, wherever it stands in the list', () => {
  const begun = { chosen: order, values: { 'body.1': 'Awa' } };
  const [hello, english, french] = [template('hello'), template('order', 'en'), template('order', 'fr')];
  expect(chosenOf([hello, english, french], begun)).toBe(french);
  expect(chosenOf([french, hello], begun)).toBe(french);
  expect(valuesFor(french, begun)).toEqual(begun.values);
});

test('when it is no longer there, its values are not put into another one', () => {
  const begun = { chosen: order, values: { 'body.1': 'Awa' } };
  const hello = template('hello');
  expect(chosenOf([hello], begun)).toBe(hello);
  expect(valuesFor(hello, begun)).toEqual({});
  expect(chosenOf([], begun)).toBeUndefined();
});

test('a draft follows the conversation that was joined into another one', () => {
  const kept = drafts();
  const begun = { chosen: order, values: { 'body.1': 'Awa' } };
  keepBegun(kept, 'a', begun);
  moveBegun(kept, 'a', 'b');
  expect([readBegun(kept, 'a'), readBegun(kept, 'b')]).toEqual([NOTHING_BEGUN, begun]);
  keepBegun(kept, 'a', { ...begun, values: { 'body.1': 'Zoé' } });
  moveBegun(kept, 'a', 'b');
  expect(readBegun(kept, 'b')).toEqual(begun);
});

test.each(['', '{', '7', '{"chosen":0,"values":{"1":"x"}}', 'null'])('%s is no draft', (stored) => {
  const kept = drafts();
  kept.set('c template', stored);
  expect(readBegun(kept, 'c')).toEqual(NOTHING_BEGUN);
});
