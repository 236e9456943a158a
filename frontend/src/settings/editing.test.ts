/** What becomes of the form when it is edited, saved, and saved by two. */
import { describe, expect, test, vi } from 'vitest';
import { createDrafts } from '../inbox/drafts';
import { Problem, problemFrom } from '../inbox/problem';
import { equal, type SettingsCalls, save, settingsCalls } from './calls';
import {
  begin,
  discarded,
  type Editing,
  edited,
  hasChanges,
  keepDraft,
  readDraft,
  restored,
  stored,
  takenTheirs,
} from './editing';
import { formOf, settingsOf } from './form';
import { ALL, stateOf } from './samples.test-data';

const facts = (now: Editing, text: string) => edited(now, 'facts', () => ({ facts: text }));
const drafts = () => createDrafts({ read: () => null, write: () => undefined }, '');

test('what is edited is noticed until it is as before', () => {
  const clean = begin(stateOf(3, ALL), null);
  expect(hasChanges(clean)).toBe(false);
  expect(hasChanges(facts(clean, 'new'))).toBe(true);
  expect(hasChanges(facts(facts(clean, 'new'), ALL.facts ?? ''))).toBe(false);
  expect(hasChanges(discarded(facts(clean, 'new')))).toBe(false);
});

test('an edit takes away what was wrong with that field only', () => {
  const problems = ['texts.greeting', 'texts.greeting.fr', 'texts.closed', 'facts'].map((field) => ({
    field,
    detail: 'x',
  }));
  const now: Editing = { ...begin(stateOf(3, ALL), null), problems };
  expect(edited(now, 'texts.greeting', () => ({})).problems.map(({ field }) => field)).toEqual([
    'texts.closed',
    'facts',
  ]);
  expect(facts(now, '').problems).toHaveLength(3);
});

test('what is typed while it is being saved stays', () => {
  const now = facts(begin(stateOf(3, {}), null), 'one');
  const sent = now.form;
  const saved = stateOf(4, settingsOf(sent));
  expect(hasChanges(stored(now, sent, saved))).toBe(false);
  expect(stored(now, sent, saved).note).toEqual({ kind: 'saved' });
  const typing = stored(facts(now, 'one two'), sent, saved);
  expect(typing.form.facts).toBe('one two');
  expect(hasChanges(typing)).toBe(true);
});

test('an earlier version is a change until it is saved', () => {
  const now = restored(begin(stateOf(3, ALL), null), stateOf(1, { facts: 'old' }));
  expect(settingsOf(now.form)).toEqual({ facts: 'old' });
  expect(hasChanges(now)).toBe(true);
  expect(now.saved.version).toBe(3);
});

describe('a draft', () => {
  test('is found again after a reload, by number', () => {
    const kept = drafts();
    keepDraft(kept, facts(begin(stateOf(3, ALL), null), 'draft'));
    const again = begin(stateOf(3, ALL), readDraft(kept, '1'));
    expect(again.form.facts).toBe('draft');
    expect(again.theirs).toBeNull();
    expect(again.note).toEqual({ kind: 'draft' });
    expect(readDraft(kept, '2')).toBeNull();
  });

  test('without changes is not kept', () => {
    const kept = drafts();
    const clean = begin(stateOf(3, ALL), null);
    keepDraft(kept, facts(clean, 'draft'));
    keepDraft(kept, clean);
    expect(readDraft(kept, '1')).toBeNull();
  });

  test('of an older version conflicts with what was saved since', () => {
    const kept = drafts();
    keepDraft(kept, facts(begin(stateOf(3, ALL), null), 'draft'));
    const newer = stateOf(4, { facts: 'theirs' });
    const now = begin(newer, readDraft(kept, '1'));
    expect(now.theirs).toBe(newer);
    expect(takenTheirs(now).form.facts).toBe('theirs');
    // Not decided yet: a further reload asks again.
    keepDraft(kept, now);
    expect(begin(newer, readDraft(kept, '1')).theirs).toBe(newer);
  });

  test('that cannot be read is none', () => {
    const kept = drafts();
    kept.set('settings 1', '{');
    expect(readDraft(kept, '1')).toBeNull();
  });
});

describe('a save', () => {
  const changed = problemFrom(412, { code: 'settings_changed', title: 'x', version: 4 });
  const calls = (part: Partial<SettingsCalls>) => part as SettingsCalls;
  const refusing = (problem: Problem, theirs = stateOf(4, {})) =>
    calls({ save: () => Promise.reject(problem), load: async () => theirs });

  test('names the version that was changed', async () => {
    const call = vi.fn(async () => stateOf(4, ALL));
    const outcome = await save(settingsCalls({ call }, 'a/b'), ALL, 3);
    expect(outcome).toEqual({ kind: 'saved', state: stateOf(4, ALL) });
    const [path, init] = call.mock.calls[0] as unknown as [string, RequestInit];
    expect([path, init.method, init.body]).toEqual(['/api/settings?phone_id=a%2Fb', 'PUT', JSON.stringify(ALL)]);
    expect(new Headers(init.headers).get('If-Match')).toBe('"3"');
  });

  test('of the default number names none', async () => {
    const call = vi.fn(async () => ({ versions: [] }));
    await settingsCalls({ call }, null).versions();
    await settingsCalls({ call }, null).version(2);
    expect(call.mock.calls.map(([path]: unknown[]) => path)).toEqual([
      '/api/settings/versions',
      '/api/settings/versions/2',
    ]);
  });

  test('that somebody forestalled has theirs', async () => {
    const theirs = stateOf(4, { facts: 'theirs' });
    expect(await save(refusing(changed, theirs), ALL, 3)).toEqual({ kind: 'conflict', theirs });
  });

  test('whose response was lost is recognised when it is repeated', async () => {
    const ours = stateOf(4, ALL, null);
    expect(await save(refusing(changed, ours), ALL, 3)).toEqual({ kind: 'saved', state: ours });
  });

  test('that is refused names the fields', async () => {
    const problems = [{ field: 'hours.exceptions[0].from', detail: 'bad' }, null];
    const refused = problemFrom(422, { code: 'invalid_settings', problems });
    expect(await save(refusing(refused), ALL, 3)).toEqual({
      kind: 'refused',
      problems: [
        { field: 'hours.exceptions.0.from', detail: 'bad' },
        { field: '', detail: '' },
      ],
    });
  });

  test('that fails otherwise says so', async () => {
    const problem = new Problem(413, 'payload_too_large', 'x', null);
    expect(await save(refusing(problem), ALL, 3)).toEqual({ kind: 'failed', problem });
  });
});

test('the order of fields is no difference', () => {
  expect(equal({ a: 1, b: { c: [1, 2], d: 2 } }, { b: { d: 2, c: [1, 2] }, a: 1 })).toBe(true);
  expect(equal({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(equal(formOf(ALL), formOf({ ...ALL }))).toBe(true);
});
