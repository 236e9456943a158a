import { expect, test } from 'vitest';
import { differences, onlyDiffering } from './differences';
import { ALL } from './samples.test-data';
import { type SettingsKey, settingsTexts } from './text/texts';

const texts = {
  language: 'en' as const,
  locale: 'en',
  tx: (key: SettingsKey) => settingsTexts.table('en')[key],
};

test('each field that differs has both sides', () => {
  const mine = { ...ALL, facts: '# Prices\n- Bread: 6 €', length: 'long' as const };
  const { model: _, ...theirs } = ALL;
  expect(differences(theirs, mine, texts)).toEqual([
    { name: 'facts', label: 'What the business knows', theirs: ['…', '- Bread: 5 €'], mine: ['…', '- Bread: 6 €'] },
    { name: 'length', label: 'Length of the answers', theirs: ['Short'], mine: ['Long'] },
    { name: 'model', label: 'Language model', theirs: [], mine: ['small'] },
  ]);
});

test('what is only written in another order is no difference', () => {
  const [tool] = ALL.tools ?? [];
  if (!tool) throw new Error('there is one');
  const { url, ...rest } = tool;
  expect(differences({ tools: [tool] }, { tools: [{ url, ...rest }] }, texts)).toEqual([]);
});

test('lines that both have at the ends are left out, and a long text is cut', () => {
  expect(onlyDiffering(['a', 'b', 'c'], ['a', 'x', 'y', 'c'])).toEqual({
    theirs: ['…', 'b', '…'],
    mine: ['…', 'x', 'y', '…'],
  });
  expect(onlyDiffering(['a', 'a'], ['a'])).toEqual({ theirs: ['…', 'a'], mine: ['…'] });
  expect(onlyDiffering([], ['a'])).toEqual({ theirs: [], mine: ['a'] });
  const long = Array.from({ length: 40 }, (_, at) => String(at));
  expect(onlyDiffering(long, ['x']).theirs).toHaveLength(13);
});
