import { expect, test, vi } from 'vitest';
import { at, conversation } from '../../dev/samples.ts';
import { NOTHING_KNOWN, needsOf, withoutGone, withSeen } from './attention';
import { keepForm, readForm } from './compose/formDraft';
import { createDrafts } from './drafts';
import { forget } from './erased';
import { noteDraft } from './team/mode';
import { keepBegun, NOTHING_BEGUN, readBegun } from './templateDraft';

const begun = { chosen: { name: 'hello', language: 'fr' }, values: { body: 'Zoé' } };
const form = { text: 'What she ordered' };
const empty = { text: '' };

test('nothing stays of what was begun for an erased person, and all of what was begun for others', () => {
  const stored = new Map<string, string>();
  const storage = {
    read: (key: string) => stored.get(key) ?? null,
    write: (key: string, value: string | null) => void (value === null ? stored.delete(key) : stored.set(key, value)),
  };
  const drafts = createDrafts(storage, '');
  for (const id of ['zoe', 'ben']) {
    drafts.set(id, `Bonjour ${id}`);
    drafts.set(noteDraft(id), `${id} paid twice`);
    keepBegun(drafts, id, begun);
    keepForm({ id, drafts }, 'choices', form, empty);
  }
  const files = { of: (id: string) => (id === 'zoe' ? [{ key: 'photo' }] : [{ key: 'other' }]), remove: vi.fn() };
  const outbox = { of: (id: string) => (id === 'zoe' ? [{ key: 'waits' }] : []), takeBack: vi.fn(async () => null) };
  forget({ drafts, files, outbox } as unknown as Parameters<typeof forget>[0], 'zoe');

  expect([...stored.values()].join()).not.toContain('zoe');
  expect(readBegun(drafts, 'zoe')).toEqual(NOTHING_BEGUN);
  expect(readForm({ id: 'zoe', drafts }, 'choices', empty)).toEqual(empty);
  expect(files.remove.mock.calls).toEqual([['photo']]);
  expect(outbox.takeBack.mock.calls).toEqual([['waits']]);
  expect([drafts.get('ben'), drafts.get(noteDraft('ben'))]).toEqual(['Bonjour ben', 'ben paid twice']);
  expect(readBegun(drafts, 'ben')).toEqual(begun);
  expect(readForm({ id: 'ben', drafts }, 'choices', empty)).toEqual(form);
});

test('an erased person waits no longer', () => {
  const waits = conversation('zoe', { needs_person: { reason: 'unreadable', since: at(0) } });
  const known = withSeen(NOTHING_KNOWN, [waits]);
  expect(needsOf(withoutGone(known, ['zoe']))).toBe(0);
  expect(withoutGone(known, ['ben'])).toBe(known);
});
