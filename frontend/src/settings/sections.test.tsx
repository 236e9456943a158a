/** What the form shows of the settings, of the defaults, and of what is wrong. */
import type { ComponentChild } from 'preact';
import { render as toHtml } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../text/Language';
import { Behaviour } from './Behaviour';
import { Business } from './Business';
import { Conflict } from './Conflict';
import type { FieldProblem, Settings } from './contract';
import { EditorContext, unplaced } from './Editor';
import { begin, type Editing } from './editing';
import { FixedTexts } from './FixedTexts';
import { formOf } from './form';
import { OpeningHours, timeIn } from './OpeningHours';
import { OutOfHours } from './OutOfHours';
import { readable } from './readable';
import { SaveBar } from './SaveBar';
import { ALL, DEFAULTS, stateOf } from './samples.test-data';
import { type SettingsKey, settingsTexts } from './text/texts';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const done = () => undefined;
const NO_CALLS = { readFacts: () => Promise.reject(new Error()) };
const html = (shown: ComponentChild) => toHtml(<LanguageProvider>{shown}</LanguageProvider>);

function render(section: ComponentChild, settings: Settings = ALL, problems: FieldProblem[] = []) {
  const editor = { form: formOf(settings), defaults: DEFAULTS, problems, edit: () => undefined };
  return html(<EditorContext.Provider value={editor}>{section}</EditorContext.Provider>);
}

/** The tag with this id. */
const tag = (page: string, id: string) => new RegExp(`<[a-z]+[^>]* id="${id}"[^>]*>`).exec(page)?.[0] ?? '';

test('what is not set shows its default', () => {
  expect(tag(render(<Business calls={NO_CALLS} />, {}), 'settings-instructions')).toContain(
    'placeholder="You are an assistant."',
  );
  expect(render(<Business calls={NO_CALLS} />, {})).toContain('Begin with the default text');
  expect(render(<Business calls={NO_CALLS} />)).not.toContain('Begin with the default text');
  const behaviour = render(<Behaviour />, {});
  expect(tag(behaviour, 'settings-max_replies_per_hour')).toContain('placeholder="Default: 30"');
  expect(behaviour).toContain('Default: English');
  expect(behaviour.match(/type="checkbox" checked/g)).toHaveLength(5);
  expect(render(<Behaviour />).match(/type="checkbox" checked/g)).toHaveLength(3);
});

test('bytes are counted, not characters', () => {
  expect(render(<Business calls={NO_CALLS} />, { instructions: 'é€' })).toContain('5 of 20,000 bytes');
});

test('a text has the default of its language, or the English one', () => {
  const texts = render(<FixedTexts />, { language: 'fr', texts: { fallback: { ar: 'x' } } });
  expect(tag(texts, 'settings-texts-closed')).toContain('placeholder="Fermé par défaut."');
  expect(tag(texts, 'settings-texts-opt_out')).toContain('placeholder="Opted out by default."');
  expect(tag(texts, 'settings-texts-greeting')).toContain('placeholder="No greeting"');
  expect(tag(texts, 'settings-texts-fallback-fr')).toContain('lang="fr"');
  expect(tag(texts, 'settings-texts-fallback')).toBe('');
});

test('each day has its times, and a closed one says so', () => {
  const hours = render(<OpeningHours />);
  expect(hours).toMatch(/aria-label="Monday: opens at"[^>]* value="14:00"/);
  expect(hours).toMatch(/aria-label="Friday: closes at"[^>]* value="02:00"/);
  expect(hours).toContain('ends on the next day');
  expect(hours).toContain('the whole day');
  // Four days and one exception.
  expect(hours.match(/>Closed</g)).toHaveLength(5);
  // On the two weekdays that are open.
  expect(hours.match(/>Copy to all weekdays</g)).toHaveLength(2);
  expect(tag(hours, 'settings-hours-exceptions-0-to')).toContain('value="2026-12-26"');
  expect(hours).toContain('Remove: Special day 2');
});

test('without hours there is nothing to fill in', () => {
  const hours = render(<OpeningHours />, {});
  expect(hours).toContain('always open');
  expect(hours).not.toContain('Monday');
  expect(render(<OutOfHours />, {})).toContain('acts once there are opening hours');
  expect(timeIn('Nowhere', 'en')).toBeNull();
});

test('a problem stands at its field, which names it', () => {
  const problems = [
    { field: 'texts.closed.fr', detail: 'too long' },
    { field: 'hours.monday', detail: 'overlaps' },
    { field: 'hours.exceptions.0.hours.1', detail: 'odd' },
    { field: 'time_zone', detail: 'unknown' },
  ];
  const texts = render(<FixedTexts />, ALL, problems);
  const field = tag(texts, 'settings-texts-closed-fr');
  expect(field).toContain('aria-invalid="true"');
  expect(field).toContain('aria-describedby="settings-texts-closed-fr-problem"');
  expect(texts).toContain('id="settings-texts-closed-fr-problem">too long');
  expect(tag(texts, 'settings-texts-closed-ar')).not.toContain('aria-invalid');
  const hours = render(<OpeningHours />, ALL, problems);
  expect(hours).toContain('id="settings-hours-monday-problem">overlaps');
  expect(hours).toContain('id="settings-hours-exceptions-0-hours-problem">odd');
  expect(tag(hours, 'settings-time_zone')).toContain('settings-time_zone-hint settings-time_zone-problem');
});

test('a problem of a field that is not shown is not lost', () => {
  const problems = ['facts', 'hours.monday.0', 'hours.exceptions.3.name', 'texts.opt_out.ar', 'colour', 'texts.x'];
  const known = problems.map((field) => ({ field, detail: 'bad' }));
  expect(unplaced(known).map(({ field }) => field)).toEqual(['colour', 'texts.x']);
  const now: Editing = { ...begin(stateOf(3, ALL), null), problems: known };
  const bar = barOf(now);
  expect(bar).toContain('Not saved: 6 fields must be corrected.');
  expect(bar).toContain('colour: bad texts.x: bad');
});

const barOf = (now: Editing) =>
  html(
    <SaveBar now={now} saving={false} problem={null} onShow={done} onDiscard={done} onTheirs={done} onMine={done} />,
  );

test('the bar says whether there is something to save', () => {
  const clean = begin(stateOf(3, ALL), null);
  expect(barOf(clean)).not.toContain('Discard');
  expect(barOf(clean)).toMatch(/data-testid="settings-save"[^>]*aria-disabled="true"/);
  const changed = { ...clean, form: { ...clean.form, facts: 'new' } };
  expect(barOf(changed)).toContain('Unsaved changes');
  expect(barOf(changed)).toMatch(/data-testid="settings-save"[^>]*aria-disabled="false"/);
  expect(barOf({ ...clean, note: { kind: 'saved' } })).toContain('It acts within a minute.');
  expect(barOf({ ...changed, theirs: stateOf(4, {}) })).toMatch(/data-testid="settings-save"[^>]*aria-disabled="true"/);
});

test('a conflict names who saved, and what differs', () => {
  const conflict = (by: string | null) =>
    html(
      <Conflict
        theirs={stateOf(4, { ...ALL, facts: 'theirs', length: 'long' }, by)}
        form={formOf(ALL)}
        saving={false}
        onTheirs={done}
        onMine={done}
      />,
    );
  expect(conflict('Ada')).toMatch(/Ada saved other settings.*What the business knows, Length of the answers\./s);
  expect(conflict(null)).toContain('Somebody saved other settings');
});

test('an earlier version is read as a person reads it', () => {
  const tx = (key: SettingsKey) => settingsTexts.table('en')[key];
  const fields = readable(ALL, { language: 'en', locale: 'en', tx });
  expect(fields.map(({ name }) => name).sort()).toEqual(Object.keys(ALL).sort());
  const lines = (name: string) => fields.find((each) => each.name === name)?.lines;
  expect(lines('hours')).toContain('Monday: 09:00-12:30, 14:00-18:00');
  expect(lines('hours')).toContain('Sunday: Closed');
  expect(lines('hours')?.at(-2)).toBe('2026-12-25 – 2026-12-26 Noël: Closed');
  expect(lines('texts')).toEqual([
    'Greeting: Hello!',
    'Closed (French): Fermé.',
    'Closed (Arabic): مغلق',
    'Opted out: Bye.',
  ]);
  expect(lines('assistant')).toEqual(['No']);
  expect(lines('words_for_person')).toEqual(['complaint', 'allergy']);
});
