/** What can be said to be wrong before anything is saved. The server checks again, and more. */
import { lengthOf } from '../inbox/length';
import { charactersOf } from '../ui/characters';
import { inAssistance } from './assistanceChecks';
import {
  LANGUAGES,
  LONGEST_WORD,
  MOST_BYTES,
  MOST_FACT_BYTES,
  MOST_REPLIES,
  MOST_WORDS,
  TEXT_LIMITS,
  TEXT_NAMES,
} from './contract';
import { type Form, wordsOf } from './form';
import { DAYS, mistakeIn } from './hours';
import type { SettingsKey } from './text/texts';

export interface Mistake {
  field: string;
  key: SettingsKey;
  values?: Readonly<Record<string, number>>;
}

/** In the order of the form. */
export function mistakesIn(form: Form): Mistake[] {
  return [
    ...tooManyBytes('instructions', form.instructions, MOST_BYTES),
    ...tooManyBytes('facts', form.facts, MOST_FACT_BYTES),
    ...inHours(form),
    ...inTexts(form),
    ...inWords(form.words),
    ...inCeiling('max_replies_per_hour', form.perHour),
    ...inCeiling('max_replies_per_day', form.perDay),
    ...inAssistance(form),
  ];
}

export const bytesOf = (text: string) => new TextEncoder().encode(text).length;
/** As the server counts those of a word: a character outside of the first plane is one. */

function tooManyBytes(field: string, text: string, most: number): Mistake[] {
  const over = bytesOf(text) - most;
  return over > 0 ? [{ field, key: 'problem.bytes', values: { over, most } }] : [];
}

function inHours({ timeZone, hoursSet, week, exceptions }: Form): Mistake[] {
  const zone: Mistake[] = isTimeZone(timeZone) ? [] : [{ field: 'time_zone', key: 'problem.timeZone' }];
  if (!hoursSet) return zone;
  const days = DAYS.flatMap((day): Mistake[] => inSpans(`hours.${day}`, week[day]));
  const special = exceptions.flatMap(({ from, to, spans }, at): Mistake[] => {
    const field = `hours.exceptions.${at}`;
    if (from === '') return [{ field: `${field}.from`, key: 'problem.noDate' }];
    if (to !== '' && to < from) return [{ field: `${field}.to`, key: 'problem.dates' }];
    return inSpans(`${field}.hours`, spans);
  });
  return [...zone, ...days, ...special];
}

function inSpans(field: string, spans: Parameters<typeof mistakeIn>[0]): Mistake[] {
  const mistake = mistakeIn(spans);
  return mistake === null ? [] : [{ field, key: `problem.${mistake}` }];
}

/** Empty is the default. */
function isTimeZone(name: string): boolean {
  try {
    return name === '' || new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

function inTexts({ texts }: Form): Mistake[] {
  return TEXT_NAMES.flatMap((name) => {
    const { by, all, each } = texts[name];
    const most = TEXT_LIMITS[name];
    const parts = by === 'all' ? [[`texts.${name}`, all]] : LANGUAGES.map((key) => [`texts.${name}.${key}`, each[key]]);
    return parts.flatMap(([field = '', text = '']): Mistake[] => {
      const over = lengthOf(text).units - most;
      return over > 0 ? [{ field, key: 'problem.characters', values: { over, most } }] : [];
    });
  });
}

function inWords(lines: string): Mistake[] {
  const words = wordsOf(lines);
  const field = 'words_for_person';
  if (words.length > MOST_WORDS) return [{ field, key: 'problem.words', values: { most: MOST_WORDS } }];
  if (words.every((word) => charactersOf(word) <= LONGEST_WORD)) return [];
  return [{ field, key: 'problem.longWord', values: { most: LONGEST_WORD } }];
}

function inCeiling(field: string, typed: string): Mistake[] {
  if (typed.trim() === '') return [];
  const value = Number(typed);
  if (Number.isInteger(value) && value >= 1 && value <= MOST_REPLIES) return [];
  return [{ field, key: 'problem.ceiling', values: { most: MOST_REPLIES } }];
}
