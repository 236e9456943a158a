import { expect, test } from 'vitest';
import { keepChoice, readChoice } from './listChoice';

const NOTHING = { filter: 'all', phoneId: null };

function storage(stored: string | null) {
  return {
    read: () => stored,
    write(_: string, value: string | null) {
      stored = value;
    },
  };
}

test('the list that was shown is shown again after a reload', () => {
  const tab = storage(null);
  expect(readChoice(tab)).toEqual(NOTHING);
  const chosen = { filter: 'needs_person', phoneId: '106540352242922' } as const;
  keepChoice(tab, chosen);
  expect(readChoice(tab)).toEqual(chosen);
});

test('what no list is called shows all', () => {
  for (const stored of ['', 'null', '1', '{"filter":"gone","phoneId":1}', '{"filter":["all"]}']) {
    expect(readChoice(storage(stored)), stored).toEqual(NOTHING);
  }
});
