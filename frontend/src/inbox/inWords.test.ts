import { expect, test } from 'vitest';
import { at, conversation, message } from '../../dev/samples.ts';
import { inWords } from './inWords';

const photo = { content: '📷 Photo', direction: 'inbound', timestamp: at(1), status: 'received' } as const;
const awa = conversation('a', { last_message: photo });

test('messages and conversations get the words of the page’s language', () => {
  const said = inWords('pt', {
    conversations: [awa, conversation('b', { last_message: null })],
    messages: [message('m', { type: 'image', content: '📷 Photo: x' })],
    cursor: 'c',
  });
  expect(said).toMatchObject({
    conversations: [{ last_message: { content: '📷 Foto' } }, { last_message: null }],
    messages: [{ content: '📷 Foto: x' }],
    cursor: 'c',
  });
  expect(inWords('ar', awa)).toMatchObject({ id: 'a', last_message: { content: '📷 صورة' } });
  const sent = inWords('es', { message: message('m', { type: 'sticker', content: '💟 Sticker' }) });
  expect(sent).toMatchObject({ message: { content: '💟 Sticker' } });
});

test('what a customer typed stays', () => {
  const body = { messages: [message('m', { type: 'text', content: '📷 Photo' })] };
  expect(inWords('es', body)).toEqual(body);
});

test('where the server knows the language, its answer is not looked at', () => {
  for (const body of [null, 'day,total', { conversations: [awa] }]) {
    expect(inWords('fr', body)).toBe(body);
    expect(inWords('en', body)).toBe(body);
  }
  expect(inWords('es', null)).toBeNull();
});
