import { describe, expect, test } from 'vitest';
import { languages, localeOf, pickLanguage, type TextKey, tables, translate, translateCount } from './translate';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const keys = Object.keys(tables.en) as TextKey[];

test('every language has the same keys', () => {
  for (const language of languages) expect(Object.keys(tables[language]).sort()).toEqual([...keys].sort());
});

describe.each(languages)('%s', (language) => {
  test.each(keys)('%s has a text with the same placeholders', (key) => {
    expect(tables[language][key].trim()).not.toBe('');
    expect(placeholders(tables[language][key])).toEqual(placeholders(tables.en[key]));
  });
});

test('every plural has both forms', () => {
  const stems = keys.flatMap((key) => /^(.+)\.(one|other)$/.exec(key)?.[1] ?? []);
  for (const stem of stems.filter((each) => keys.includes(`${each}.one` as TextKey))) {
    expect(keys).toContain(`${stem}.other`);
  }
});

test('placeholders are filled, unknown ones stay visible', () => {
  expect(translate('en', 'window.closesIn', { duration: '3 h' })).toBe('Window closes in 3 h');
  expect(translate('en', 'window.closesIn')).toBe('Window closes in {duration}');
});

test('a value is never read as a placeholder itself', () => {
  expect(translate('en', 'thread.announce', { who: '{text}', text: 'x' })).toBe('{text}: x');
});

test('each language counts by its own rule', () => {
  expect(translateCount('en', 'thread.new', 0)).toBe('0 new messages');
  expect(translateCount('fr', 'thread.new', 0)).toBe('0 nouveau message');
  expect(translateCount('en', 'thread.new', 1)).toBe('1 new message');
  expect(translateCount('fr', 'thread.new', 2)).toBe('2 nouveaux messages');
});

test('the language is the first preferred one there is', () => {
  expect(pickLanguage(['de-CH', 'fr-CH', 'en'])).toBe('fr');
  expect(pickLanguage(['pt'])).toBe('en');
  expect(localeOf('en', ['fr', 'en-GB', 'en'])).toBe('en-GB');
  expect(localeOf('fr', ['en-GB'])).toBe('fr');
});

test('a line of French is not cut before its punctuation', () => {
  expect(translate('fr', 'thread.announce', { who: 'a :', text: 'b !' })).toBe('a :\u00a0: b !');
  for (const key of keys) expect(tables.fr[key]).not.toMatch(/ [:;?!»]|« /);
});
