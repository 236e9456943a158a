import { expect, test } from 'vitest';
import type { PhoneMessage } from '../contract';
import { sectionsOf, webAddress } from './offered';
import { reactionsOf, standsAlone } from './reactions';
import { list, text } from './read';

const message = (part: Partial<PhoneMessage>): PhoneMessage => ({
  id: 'wamid.1',
  direction: 'in',
  type: 'text',
  text: '',
  content: null,
  reply_to: null,
  timestamp: '2026-11-28T10:00:00Z',
  status: null,
  edited: false,
  deleted: false,
  ...part,
});

test('what is missing or of another type is absent', () => {
  expect(text({ a: { b: 'c' } }, 'a', 'b')).toBe('c');
  expect(text({ a: 7 }, 'a')).toBe('7');
  expect(text({ a: ['b'] }, 'a', '0')).toBe('');
  expect(text(null, 'a')).toBe('');
  expect(list({ a: [1] }, 'a')).toEqual([1]);
  expect(list({ a: 'x' }, 'a')).toEqual([]);
  expect(list([1, 2])).toEqual([1, 2]);
});

test('buttons, rows and links are offered', () => {
  const reply = { type: 'reply', reply: { id: 'yes', title: 'Oui' } };
  const buttons = { type: 'button', action: { buttons: [reply] } };
  expect(sectionsOf('interactive', buttons)[0]?.choices[0]).toEqual({
    id: 'yes',
    title: 'Oui',
    description: '',
    url: null,
  });
  const rows = [{ id: 's', title: 'Petit', description: '25 cl' }];
  const sections = sectionsOf('interactive', { type: 'list', action: { sections: [{ title: 'Tailles', rows }, {}] } });
  expect(sections.map(({ title, choices }) => [title, choices.length])).toEqual([['Tailles', 1]]);
  const parameters = { display_text: 'Voir', url: 'https://shop.example/a' };
  const link = sectionsOf('interactive', { type: 'cta_url', action: { parameters } });
  expect(link[0]?.choices[0]?.url).toBe('https://shop.example/a');
  const quick = { buttons: [{ type: 'quick_reply', text: 'Confirmer' }] };
  expect(sectionsOf('template', quick)[0]?.choices[0]?.id).toBe('Confirmer');
  for (const nothing of [null, { type: 'button' }, { type: 'location_request_message' }, { type: 'list', action: 7 }]) {
    expect(sectionsOf('interactive', nothing)).toEqual([]);
  }
  expect(sectionsOf('image', buttons)).toEqual([]);
});

test('a link opens a page of the web only', () => {
  expect(webAddress('https://shop.example')).toBe('https://shop.example/');
  for (const other of ['javascript:alert(1)', 'data:text/html,x', 'shop.example', '']) {
    expect(webAddress(other)).toBeNull();
  }
});

test('the last reaction of each side is shown at its message', () => {
  const reaction = (direction: 'in' | 'out', emoji: string) =>
    message({ direction, type: 'reaction', content: { message_id: 'wamid.a', emoji } });
  const all = [reaction('out', '👍'), reaction('in', '❤️'), reaction('out', '🎉')];
  expect(reactionsOf(all).get('wamid.a')).toEqual(['🎉', '❤️']);
  expect(reactionsOf([...all, reaction('out', '')]).get('wamid.a')).toEqual(['❤️']);
  expect(standsAlone(reaction('in', '👍'), new Set(['wamid.a']))).toBe(false);
  expect(standsAlone(reaction('in', '👍'), new Set())).toBe(true);
  expect(standsAlone(message({}), new Set(['wamid.1']))).toBe(true);
});
