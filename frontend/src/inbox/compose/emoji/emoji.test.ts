import { expect, test } from 'vitest';
import { languages } from '../../../text/languages';
import type { KeyValueStorage } from '../../../ui/storage';
import { found, recentEmoji, usedEmoji } from './finding';
import { EMOJI } from './table';

const signs = (query: string) => found(EMOJI, query).map(({ sign }) => sign);

test('each has a name in every language, and is there once', () => {
  expect(EMOJI.length).toBeGreaterThan(150);
  for (const { sign, names } of EMOJI) {
    for (const language of languages) expect(names[language], `${sign} ${language}`).toMatch(/^\p{L}/u);
  }
  expect(new Set(EMOJI.map(({ sign }) => sign)).size).toBe(EMOJI.length);
});

test('they are found by the beginning of a word in any language, without accents', () => {
  expect(signs('thum')).toContain('👍');
  expect(signs('pouce')).toContain('👍');
  expect(signs('cafe')).toEqual(['☕']);
  expect(signs('coeur')).toContain('❤️');
  expect(signs('corazon roto')).toEqual(['💔']);
  expect(signs('conserto')).toContain('🔧');
  expect(signs('قهوة')).toEqual(['☕']);
  expect(signs('red love')).toEqual(['❤️']);
  expect(signs('zzzz')).toEqual([]);
});

test('those used last come first, once, and not without end', () => {
  let kept: string | null = null;
  const storage: KeyValueStorage = {
    read: () => kept,
    write: (_, value) => {
      kept = value;
    },
  };
  for (const { sign } of EMOJI.slice(0, 20)) usedEmoji(storage, sign);
  usedEmoji(storage, EMOJI[10]?.sign ?? '');
  expect(recentEmoji(storage)).toHaveLength(16);
  expect(recentEmoji(storage)[0]).toBe(EMOJI[10]?.sign);
  kept = '{';
  expect(recentEmoji(storage)).toEqual([]);
});
