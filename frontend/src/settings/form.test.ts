/** Settings become a form and settings again, and mistakes are found before anything is sent. */
import { expect, test } from 'vitest';
import { mistakesIn } from './checks';
import { differing, type Form, formOf, isChanged, settingsOf } from './form';
import { copiedToWeekdays, mistakeIn, remarkOn, type Span, spanOf, writtenSpan } from './hours';
import { ALL } from './samples.test-data';

const form = (part: Partial<Form>): Form => ({ ...formOf({}), ...part });

test('nothing is lost on the way into the form and back, and nothing is added', () => {
  expect(settingsOf(formOf(ALL))).toEqual(ALL);
  expect(settingsOf(formOf({}))).toEqual({});
});

test('what is blank is not set', () => {
  const blank = form({ instructions: ' \n', model: ' ', words: '\n \n', perHour: ' ' });
  expect(settingsOf(blank)).toEqual({});
  const text = formOf({ texts: { closed: { fr: 'Fermé.' } } });
  const emptied = { ...text.texts, closed: { ...text.texts.closed, each: { ...text.texts.closed.each, fr: '' } } };
  expect(settingsOf({ ...text, texts: emptied })).toEqual({});
});

test('a text for all and one by language do not overwrite each other', () => {
  const { texts } = formOf({ texts: { closed: 'Closed.' } });
  const each = { ...texts.closed.each, fr: 'Fermé.' };
  const byLanguage = form({ texts: { ...texts, closed: { ...texts.closed, by: 'language', each } } });
  expect(settingsOf(byLanguage)).toEqual({ texts: { closed: { fr: 'Fermé.' } } });
  const again = form({ texts: { ...byLanguage.texts, closed: { ...byLanguage.texts.closed, by: 'all' } } });
  expect(settingsOf(again)).toEqual({ texts: { closed: 'Closed.' } });
});

test('a day that is written as closed and one that is left out are the same', () => {
  const saved = { hours: { sunday: [], monday: ['09:00-12:00'] } };
  expect(isChanged(formOf(saved), saved)).toBe(false);
  expect(isChanged({ ...formOf(saved), hoursSet: false }, saved)).toBe(true);
  expect(differing(settingsOf(formOf(ALL)), { ...ALL, length: 'long' })).toEqual(['length']);
});

test.each([
  ['09:00-12:30', { from: '09:00', to: '12:30' }, null],
  ['18:00-02:00', { from: '18:00', to: '02:00' }, 'nextDay'],
  ['18:00-24:00', { from: '18:00', to: '00:00' }, null],
  ['00:00-24:00', { from: '00:00', to: '00:00' }, 'allDay'],
])('%s in time fields', (written, span, remark) => {
  expect(spanOf(written)).toEqual(span);
  expect(writtenSpan(span)).toBe(written);
  expect(remarkOn(span)).toBe(remark);
});

test('a day is copied to the weekdays only', () => {
  const { week } = formOf(ALL);
  const copied = copiedToWeekdays(week, 'monday');
  expect(copied.friday).toEqual(week.monday);
  expect(copied.saturday).toEqual(week.saturday);
  expect(copied.sunday).toEqual([]);
});

test.each<[string, Span[], ReturnType<typeof mistakeIn>]>([
  ['closed', [], null],
  ['two', [spanOf('14:00-18:00'), spanOf('09:00-12:00')], null],
  ['one right after the other', [spanOf('09:00-12:00'), spanOf('12:00-18:00')], null],
  ['the whole day', [spanOf('00:00-24:00')], null],
  ['over midnight', [spanOf('09:00-12:00'), spanOf('18:00-02:00')], null],
  ['no end', [{ from: '09:00', to: '' }], 'incomplete'],
  ['no time', [spanOf('09:00-09:00')], 'noTime'],
  ['two at once', [spanOf('11:00-18:00'), spanOf('09:00-12:00')], 'overlap'],
  ['after one over midnight', [spanOf('18:00-02:00'), spanOf('20:00-21:00')], 'overlap'],
])('%s', (_, spans, mistake) => expect(mistakeIn(spans)).toBe(mistake));

const { texts: noTexts } = formOf({});
const greeting = (all: string) => ({ texts: { ...noTexts, greeting: { ...noTexts.greeting, all } } });
const hours = (part: Partial<Form>): Partial<Form> => ({ hoursSet: true, ...part });

test.each<[string, Partial<Form>, string[]]>([
  ['everything', formOf(ALL), []],
  ['nothing', {}, []],
  ['instructions of 20,000 bytes', { instructions: 'é'.repeat(10_000) }, []],
  ['longer ones', { instructions: `${'é'.repeat(10_000)}.` }, ['instructions']],
  ['facts that are too long', { facts: 'x'.repeat(100_001) }, ['facts']],
  ['250 characters outside of the first plane', greeting('🥖'.repeat(250)), []],
  ['a greeting that is too long', greeting('x'.repeat(501)), ['texts.greeting']],
  ['no time zone', { timeZone: 'Lyon' }, ['time_zone']],
  ['a day', hours({ week: { ...formOf({}).week, monday: [{ from: '', to: '' }] } }), ['hours.monday']],
  ['an exception', hours({ exceptions: [{ from: '', to: '', name: 'x', spans: [] }] }), ['hours.exceptions.0.from']],
  [
    'an exception that ends before it begins',
    hours({ exceptions: [{ from: '2026-12-26', to: '2026-12-25', name: '', spans: [] }] }),
    ['hours.exceptions.0.to'],
  ],
  ['hours that are switched off', { exceptions: [{ from: '', to: '', name: 'x', spans: [] }] }, []],
  ['51 words', { words: Array.from({ length: 51 }, (_, at) => `word ${at}`).join('\n') }, ['words_for_person']],
  ['a word of 61 characters', { words: 'x'.repeat(61) }, ['words_for_person']],
  ['no answers', { perHour: '0', perDay: '1.5' }, ['max_replies_per_hour', 'max_replies_per_day']],
  ['too many answers', { perHour: '100001', perDay: 'many' }, ['max_replies_per_hour', 'max_replies_per_day']],
])('mistakes in: %s', (_, part, fields) => {
  expect(mistakesIn(form(part)).map(({ field }) => field)).toEqual(fields);
});

test('a text by language is checked in each, and one that is not shown is not', () => {
  const long = 'x'.repeat(501);
  const closed = { by: 'language' as const, all: long, each: { ...noTexts.closed.each, ar: long } };
  expect(mistakesIn(form({ texts: { ...noTexts, closed } })).map(({ field }) => field)).toEqual(['texts.closed.ar']);
});
