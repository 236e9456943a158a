import { expect, test } from 'vitest';
import type { KeyValueStorage } from '../ui/storage';
import { createDrafts, forgetDrafts, moveDraft } from './drafts';

function memory(first: string | null = null): KeyValueStorage {
  let kept = first;
  return {
    read: () => kept,
    write: (_, value) => {
      kept = value;
    },
  };
}

test('a draft is there again for the same person', () => {
  const tab = memory();
  createDrafts(tab, 's1').set('c1', 'Bonjour');
  expect(createDrafts(tab, 's1').get('c1')).toBe('Bonjour');
});

test('nobody else sees it', () => {
  const tab = memory();
  createDrafts(tab, 's1').set('c1', 'Bonjour');
  expect(createDrafts(tab, 's2').get('c1')).toBeUndefined();
  expect(createDrafts(tab, '').get('c1')).toBeUndefined();
});

test('an emptied draft and a sign-out leave nothing', () => {
  const tab = memory();
  const drafts = createDrafts(tab, 's1');
  drafts.set('c1', 'a');
  drafts.set('c1', '');
  expect(tab.read('')).toBeNull();
  drafts.set('c2', 'b');
  forgetDrafts(tab);
  expect(createDrafts(tab, 's1').get('c2')).toBeUndefined();
});

test('what cannot be read is no draft', () => {
  expect(createDrafts(memory('{"owner":"s1"'), 's1').get('c1')).toBeUndefined();
  expect(createDrafts(memory('null'), 's1').get('c1')).toBeUndefined();
});

test('a draft follows the conversation that was joined into another one', () => {
  const drafts = createDrafts(memory(), 's1');
  drafts.set('c1', 'Bonjour');
  drafts.set('c2', 'À demain');
  moveDraft(drafts, 'c1', 'c2');
  expect(drafts.get('c1')).toBeUndefined();
  expect(drafts.get('c2')).toBe('Bonjour\nÀ demain');
  moveDraft(drafts, 'c2', 'c2');
  expect(drafts.get('c2')).toBe('Bonjour\nÀ demain');
});
