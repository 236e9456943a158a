import { expect, test } from 'vitest';
import { complete, componentsOf, filled, parametersOf, sendable } from './templates';

test('placeholders by position come in the order of their numbers, each once', () => {
  expect(parametersOf('{{2}} for {{1}}, {{2}} and {{10}}')).toEqual(['1', '2', '10']);
});

test('placeholders by name come in the order of the text', () => {
  expect(parametersOf('Dear {{ first_name }}, see you {{day}}')).toEqual(['first_name', 'day']);
});

test('a template without placeholders has no components', () => {
  expect(parametersOf(null)).toEqual([]);
  expect(componentsOf('Hello', {})).toEqual([]);
  expect(complete('Hello', {})).toBe(true);
});

test('values go out trimmed, in order, and named where the placeholder is named', () => {
  expect(componentsOf('{{2}} {{1}}', { 1: ' a ', 2: 'b' })).toEqual([
    {
      type: 'body',
      parameters: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    },
  ]);
  expect(componentsOf('{{day}}', { day: 'Monday' })).toEqual([
    { type: 'body', parameters: [{ type: 'text', text: 'Monday', parameter_name: 'day' }] },
  ]);
});

test('the preview shows what is filled and what is not', () => {
  expect(filled('Hello {{1}}, {{2}}', { 1: 'Awa', 2: '  ' })).toBe('Hello Awa, {{2}}');
  expect(filled('{{1}}', { 1: '$& {{2}}' })).toBe('$& {{2}}');
});

test('blanks do not fill a placeholder', () => {
  expect(complete('{{1}}', { 1: '  ' })).toBe(false);
  expect(complete('{{1}}', { 1: 'x' })).toBe(true);
});

test('only approved templates can be sent', () => {
  const template = (status: string) => ({
    name: status,
    language: 'fr',
    category: null,
    status,
    body: null,
    components: [],
  });
  expect(sendable(['APPROVED', 'PENDING', 'approved', 'REJECTED'].map(template)).map((each) => each.name)).toEqual([
    'APPROVED',
    'approved',
  ]);
});
