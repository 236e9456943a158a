import { expect, test } from 'vitest';
import { languages } from '../../text/translate';
import { type PhoneKey, phoneTables } from './texts';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const keys = Object.keys(phoneTables.en) as PhoneKey[];

test.each(languages)('%s lacks no text, and has the same placeholders', (language) => {
  const table = phoneTables[language];
  expect(Object.keys(table).sort()).toEqual([...keys].sort());
  for (const key of keys) {
    expect(table[key].trim(), key).not.toBe('');
    expect(placeholders(table[key]), key).toEqual(placeholders(phoneTables.en[key]));
  }
});

test('a line of French is not cut before its punctuation', () => {
  for (const key of keys) expect(phoneTables.fr[key], key).not.toMatch(/ [:;?!»]|« /);
});
