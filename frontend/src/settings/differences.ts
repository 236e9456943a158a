/** What differs between two settings, field by field, as a person reads it. */
import type { Settings } from './contract';
import { differing, formOf, settingsOf } from './form';
import { readable } from './readable';
import type { SettingsTexts } from './text/texts';

export interface Difference {
  name: keyof Settings;
  label: string;
  /** Empty where it is not set. */
  theirs: string[];
  mine: string[];
}

/** Of each side so many lines of a field at most, without those that both have at the beginning and at the end. */
const MOST_LINES = 12;

export function differences(theirs: Settings, mine: Settings, texts: SettingsTexts): Difference[] {
  // As the form would save them: what is only written differently is no difference.
  const sides = [theirs, mine].map((settings) => settingsOf(formOf(settings)));
  const [theirFields = [], myFields = []] = sides.map((settings) => readable(settings, texts));
  const linesIn = (fields: typeof theirFields, name: keyof Settings) =>
    fields.find((each) => each.name === name)?.lines.flatMap((line) => line.split('\n')) ?? [];
  return differing(sides[0] ?? {}, sides[1] ?? {}).map((name) => ({
    name,
    label: texts.tx(`field.${name}`),
    ...onlyDiffering(linesIn(theirFields, name), linesIn(myFields, name)),
  }));
}

export function onlyDiffering(theirs: string[], mine: string[]): Pick<Difference, 'theirs' | 'mine'> {
  let start = 0;
  while (start < theirs.length && start < mine.length && theirs[start] === mine[start]) start += 1;
  let end = 0;
  const most = Math.min(theirs.length, mine.length) - start;
  while (end < most && theirs.at(-1 - end) === mine.at(-1 - end)) end += 1;
  const part = (lines: string[]) => {
    const differs = lines.slice(start, lines.length - end);
    const shown = differs.slice(0, MOST_LINES);
    if (lines.length === 0) return [];
    return [...(start > 0 ? ['…'] : []), ...shown, ...(end > 0 || shown.length < differs.length ? ['…'] : [])];
  };
  return { theirs: part(theirs), mine: part(mine) };
}
