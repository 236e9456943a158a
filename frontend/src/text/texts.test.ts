/** Every language says everything, with what belongs into it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { healthTexts } from '../health/text/texts';
import { suggestTexts } from '../inbox/suggest/texts';
import { teamTexts } from '../inbox/team/texts';
import { peopleTexts } from '../people/text/texts';
import { phoneTexts } from '../phone/text/texts';
import { settingsTexts } from '../settings/text/texts';
import { usageTexts } from '../usage/text/texts';
import { loadLanguage } from './catalogue';
import { languages } from './languages';
import { texts } from './translate';

type Table = Readonly<Record<string, string>>;
const parts = {
  inbox: texts,
  settings: settingsTexts,
  usage: usageTexts,
  health: healthTexts,
  people: peopleTexts,
  phone: phoneTexts,
  suggestions: suggestTexts,
  team: teamTexts,
};
const pairs = Object.keys(parts).flatMap((part) => languages.map((language) => [part, language] as const));
const tableOf = (part: string, language: (typeof languages)[number]) =>
  parts[part as keyof typeof parts].table(language) as Table;

const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];
/** `x` of `x.one` and `x.other`. */
const counted = (keys: readonly string[]) =>
  keys.flatMap((key) => /^(.+)\.one$/.exec(key)?.[1] ?? []).filter((stem) => keys.includes(`${stem}.other`));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

beforeAll(() => Promise.all(languages.map(loadLanguage)));

describe.each(pairs)('%s, %s', (part, language) => {
  const english = tableOf(part, 'en');
  const keys = Object.keys(english);
  const stems = counted(keys);

  test('it is another table than the English one', () => {
    if (language !== 'en') expect(tableOf(part, language)).not.toBe(english);
  });

  test('no text is missing, and none is left over', () => {
    const table = tableOf(part, language);
    expect(keys.filter((key) => !table[key]?.trim())).toEqual([]);
    const forms = stems.flatMap((stem) => FORMS.map((form) => `${stem}.${form}`));
    expect(Object.keys(table).filter((key) => !keys.includes(key) && !forms.includes(key))).toEqual([]);
  });

  test('the placeholders are those of English', () => {
    const table = tableOf(part, language);
    const isForm = (key: string) => stems.some((stem) => FORMS.some((form) => key === `${stem}.${form}`));
    for (const key of keys.filter((each) => !isForm(each))) {
      expect(placeholders(table[key] ?? ''), key).toEqual(placeholders(english[key] ?? ''));
    }
  });

  test('a text that counts has every form of the language, and says the number', () => {
    const table = tableOf(part, language);
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const stem of stems) {
      // In French, Spanish and Portuguese `many` is for millions, of which nothing is counted here.
      for (const form of forms.filter((each) => language === 'ar' || each !== 'many')) {
        expect(table[`${stem}.${form}`], `${stem}.${form}`).toBeTruthy();
      }
      for (const form of ['few', 'many', 'other']) {
        const text = table[`${stem}.${form}`];
        if (text !== undefined) expect(placeholders(text), `${stem}.${form}`).toEqual(['count']);
      }
    }
  });

  test('a line of French is not cut before its punctuation', () => {
    if (language !== 'fr') return;
    for (const key of keys) expect(tableOf(part, language)[key], key).not.toMatch(/ [:;?!»]|« /);
  });
});
