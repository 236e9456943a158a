import { expect, test } from 'vitest';
import { at, message } from '../../dev/samples.ts';
import { notYetRecorded, type PendingMessage, restoredDraft, typeOf } from './pending';

const item = (key: string, content: string, known: string[] = []): PendingMessage => ({
  key,
  type: 'text',
  content,
  conversationId: 'c',
  startedAt: at(0),
  known: new Set(known),
  repeats: null,
  waits: false,
});
const keys = (items: PendingMessage[]) => items.map((each) => each.key);

test('a pending message disappears when its record arrives', () => {
  expect(keys(notYetRecorded([item('k', 'hello')], []))).toEqual(['k']);
  expect(keys(notYetRecorded([item('k', 'hello')], [message('1', { content: 'hello' })]))).toEqual([]);
});

test('an equal text sent before does not count as its record', () => {
  expect(keys(notYetRecorded([item('k', 'hello', ['1'])], [message('1', { content: 'hello' })]))).toEqual(['k']);
});

test('an older equal text that is loaded later is no record of it', () => {
  const older = message('1', { content: 'ok', timestamp: at(0) });
  const later = { ...item('k', 'ok'), startedAt: at(5) };
  expect(keys(notYetRecorded([later], [older]))).toEqual(['k']);
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

test('the server words the content of what is no text: the type tells', () => {
  const photo = { ...item('k', 'a.jpg'), type: 'image' };
  expect(keys(notYetRecorded([photo], [message('1', { type: 'image', content: '📷 Photo' })]))).toEqual([]);
  expect(keys(notYetRecorded([photo], [message('1', { content: 'a.jpg' })]))).toEqual(['k']);
  const template = { ...item('k', 'Your order is ready.'), type: 'template' };
  const whole = 'Order 4471\nYour order is ready.\nAtelier Tisserand\n[Track it]';
  expect(keys(notYetRecorded([template], [message('1', { type: 'template', content: whole })]))).toEqual([]);
});

test.each([
  [{ message: 'x' }, 'text'],
  [{ media: { id: 'u', as: 'audio' as const, voice: true } }, 'audio'],
  [{ location: { latitude: 1, longitude: 2 } }, 'location'],
  [{ reaction: { message_id: 'm', emoji: '' } }, 'reaction'],
])('%j is recorded as %s', (outgoing, type) => expect(typeOf(outgoing)).toBe(type));
