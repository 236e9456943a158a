import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contentOf, detailOf, inLanguage, WORDS } from './content.ts';

const folder = new URL('../../shared/whatsapp/src/message/', import.meta.url);
const server = readdirSync(folder)
  .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  .join('\n');

test.each(Object.entries(WORDS))('the words for %s are the server’s', (_, [en, fr]) => {
  expect(server).toContain(`"${en}"`);
  expect(server).toContain(`"${fr}"`);
});

test('the detail follows the words in both languages', () => {
  expect(contentOf('image', 'the coat')).toBe('📷 Photo: the coat');
  expect(inLanguage(contentOf('location', 'Lyon'), 'fr')).toBe('📍 Position\u00a0: Lyon');
  expect(inLanguage(contentOf('reaction', '👍'), 'fr')).toBe('A réagi par 👍');
  expect(inLanguage(contentOf('unsupported'), 'fr')).toBe(WORDS.unsupported[1]);
  expect(inLanguage('Bonjour', 'fr')).toBe('Bonjour');
});

test('the phone shows only what the customer sent', () => {
  expect(detailOf(contentOf('reaction', '👍'))).toBe('👍');
  expect(detailOf(contentOf('voice'))).toBe('');
  expect(detailOf(contentOf('unsupported'))).toBe('');
});
