/** The settings as a form holds them: every field has a value, and an empty one is not set. */
import { type Assistance, assistanceIn, assistanceOf } from './assistance';
import { equal } from './calls';
import { LANGUAGES, type Settings, TEXT_NAMES, type TextLanguage, type TextName } from './contract';
import { type Exception, exceptionsOf, hoursOf, type Week, weekOf } from './hours';

/** Both are kept, so that nothing is lost by a look at the other. */
export interface TextDraft {
  by: 'all' | 'language';
  all: string;
  each: Readonly<Record<TextLanguage, string>>;
}

/** A field that is on, off, or as the default has it. */
export type Switch = 'assistant' | 'voice' | 'pictures' | 'documents' | 'buttons' | 'satisfaction';

export interface Form extends Record<Switch, boolean | null>, Assistance {
  instructions: string;
  facts: string;
  timeZone: string;
  /** False: always open. */
  hoursSet: boolean;
  week: Week;
  exceptions: readonly Exception[];
  outOfHours: NonNullable<Settings['out_of_hours']> | '';
  language: TextLanguage | '';
  texts: Readonly<Record<TextName, TextDraft>>;
  model: string;
  length: NonNullable<Settings['length']> | '';
  /** One a line. */
  words: string;
  perHour: string;
  perDay: string;
}

export function formOf(settings: Settings): Form {
  const { hours, texts = {} } = settings;
  return {
    instructions: settings.instructions ?? '',
    facts: settings.facts ?? '',
    timeZone: settings.time_zone ?? '',
    hoursSet: hours !== undefined,
    week: weekOf(hours ?? {}),
    exceptions: exceptionsOf(hours ?? {}),
    outOfHours: settings.out_of_hours ?? '',
    language: settings.language ?? '',
    texts: Object.fromEntries(TEXT_NAMES.map((name) => [name, draftOf(texts[name])])) as Form['texts'],
    model: settings.model ?? '',
    length: settings.length ?? '',
    assistant: settings.assistant ?? null,
    voice: settings.voice ?? null,
    pictures: settings.pictures ?? null,
    documents: settings.documents ?? null,
    buttons: settings.buttons ?? null,
    satisfaction: settings.satisfaction ?? null,
    words: (settings.words_for_person ?? []).join('\n'),
    perHour: String(settings.max_replies_per_hour ?? ''),
    perDay: String(settings.max_replies_per_day ?? ''),
    ...assistanceOf(settings),
  };
}

function draftOf(text: string | Partial<Record<TextLanguage, string>> = ''): TextDraft {
  const each = typeof text === 'string' ? {} : text;
  return {
    by: typeof text === 'string' ? 'all' : 'language',
    all: typeof text === 'string' ? text : '',
    each: Object.fromEntries(LANGUAGES.map((language) => [language, each[language] ?? ''])) as TextDraft['each'],
  };
}

/** Only what is set. */
export function settingsOf(form: Form): Settings {
  const texts = textsOf(form.texts);
  const words = wordsOf(form.words);
  return given({
    assistant: form.assistant,
    instructions: form.instructions,
    facts: form.facts,
    time_zone: form.timeZone,
    hours: form.hoursSet ? hoursOf(form.week, form.exceptions) : null,
    out_of_hours: form.outOfHours,
    language: form.language,
    texts: Object.keys(texts).length > 0 ? texts : null,
    model: form.model.trim(),
    length: form.length,
    voice: form.voice,
    pictures: form.pictures,
    documents: form.documents,
    buttons: form.buttons,
    satisfaction: form.satisfaction,
    words_for_person: words.length > 0 ? words : null,
    max_replies_per_hour: form.perHour.trim() === '' ? null : Number(form.perHour),
    max_replies_per_day: form.perDay.trim() === '' ? null : Number(form.perDay),
    ...assistanceIn(form),
  }) as Settings;
}

/** The words of a field with one a line. */
export function wordsOf(lines: string): string[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function textsOf(drafts: Form['texts']): NonNullable<Settings['texts']> {
  const texts = TEXT_NAMES.map((name) => {
    const { by, all, each } = drafts[name];
    const written = given(each);
    return [name, by === 'all' ? all : Object.keys(written).length > 0 ? written : null];
  });
  return given(Object.fromEntries(texts) as Record<string, unknown>);
}

/** Without what is null or blank. */
function given(fields: Record<string, unknown>): Record<string, unknown> {
  const isGiven = (value: unknown) => value !== null && (typeof value !== 'string' || value.trim() !== '');
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isGiven(value)));
}

/** Whether saving would change the settings. */
export function isChanged(form: Form, saved: Settings): boolean {
  return differing(settingsOf(form), settingsOf(formOf(saved))).length > 0;
}

/** The fields that are not the same in both. */
export function differing(a: Settings, b: Settings): (keyof Settings)[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof Settings)[];
  return names.filter((name) => !equal(a[name], b[name]));
}
