import { expect, test } from 'vitest';
import { at, message } from '../../dev/samples.ts';
import { notYetRecorded, type PendingMessage, restoredDraft } from './pending';

const item = (key: string, content: string, known: string[] = []): PendingMessage => ({
  key,
  content,
  conversationId: 'c',
  startedAt: at(0),
  known: new Set(known),
});
const keys = (items: PendingMessage[]) => items.map((each) => each.key);

test('a pending message disappears when its record arrives', () => {
  expect(keys(notYetRecorded([item('k', 'hello')], []))).toEqual(['k']);
  expect(keys(notYetRecorded([item('k', 'hello')], [message('1', { content: 'hello' })]))).toEqual([]);
});

test('an equal text sent before does not count as its record', () => {
  expect(keys(notYetRecorded([item('k', 'hello', ['1'])], [message('1', { content: 'hello' })]))).toEqual(['k']);
});

test('one record counts for one pending message', () => {
  const twice = [item('k1', 'ok'), item('k2', 'ok')];
  expect(keys(notYetRecorded(twice, [message('1', { content: 'ok' })]))).toEqual(['k2']);
});

test('what the customer or the assistant wrote is no record', () => {
  const others = [
    message('1', { content: 'ok', direction: 'inbound', sent_by: null }),
    message('2', { content: 'ok', sent_by: 'assistant' }),
  ];
  expect(keys(notYetRecorded([item('k', 'ok')], others))).toEqual(['k']);
});

test('an unsent text is put before what was typed since', () => {
  expect(restoredDraft('a', undefined)).toBe('a');
  expect(restoredDraft('a', 'a')).toBe('a');
  expect(restoredDraft('a', 'b')).toBe('a\nb');
});
