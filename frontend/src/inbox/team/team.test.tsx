/** What colleagues tell each other of a conversation. */
import type { ComponentChild } from 'preact';
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { conversation, NO_NOTE_ACTIONS } from '../../../dev/samples.ts';
import type { Person } from '../../signin/idToken';
import { LanguageProvider } from '../../text/Language';
import { ConversationItem } from '../ConversationItem';
import { createDrafts } from '../drafts';
import { loadNotes, type Note, needsOf, noteKeys, organiser, writeNote } from './calls';
import { withEdited } from './edits';
import { knownIn, NOTHING_KNOWN } from './known';
import { Lookers } from './Lookers';
import { accountName, Me } from './me';
import { mentionAt, mentioned } from './mention';
import { moveNoteDraft, noteDraft } from './mode';
import { NoteComposer } from './NoteComposer';
import { NoteRow } from './NoteRow';
import { placed } from './placed';
import { TeamRow } from './TeamRow';
import { asLocal, fromLocal, offered } from './when';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const html = (child: ComponentChild) => render(<LanguageProvider>{child}</LanguageProvider>);
const NOW = Date.UTC(2026, 2, 18, 12);
const iso = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

function note(part: Partial<Note> = {}): Note {
  return {
    id: `c.${NOW}.0`,
    at: iso(0),
    author: 'anna',
    own: false,
    text: 'note',
    mentions: [],
    version: 1,
    edited_at: null,
    ...part,
  };
}

function storage() {
  const values = new Map<string, string>();
  return {
    read: (key: string) => values.get(key) ?? null,
    write: (key: string, value: string | null) => {
      if (value === null) values.delete(key);
      else values.set(key, value);
    },
  };
}

describe('the end of a snooze', () => {
  test('is seen by the page itself', () => {
    const aside = conversation('a', { snoozed_until: iso(60) });
    expect(needsOf(aside, NOW)).toBeNull();
    expect(needsOf(aside, NOW + 3_600_000)).toEqual({ reason: 'snooze_ended', since: iso(60) });
  });

  test('hides no reason that the server gives', () => {
    const failed = { reason: 'model_failed', since: iso(-1) } as const;
    expect(needsOf(conversation('a', { snoozed_until: iso(-5), needs_person: failed }), NOW)).toBe(failed);
  });
});

describe('times to put it aside until', () => {
  test('in the morning an evening is offered, in the evening none', () => {
    const at = (hour: number) => new Date(2026, 2, 18, hour).getTime();
    expect(offered(at(10)).map(([when]) => when)).toEqual(['hour', 'evening', 'tomorrow']);
    expect(offered(at(18)).map(([when]) => when)).toEqual(['hour', 'tomorrow']);
    const tomorrow = offered(at(23)).find(([when]) => when === 'tomorrow')?.[1];
    expect(tomorrow && asLocal(tomorrow)).toBe('2026-03-19T09:00');
  });

  test('the last day of a month has a tomorrow', () => {
    const tomorrow = offered(new Date(2026, 11, 31, 20).getTime()).find(([when]) => when === 'tomorrow')?.[1];
    expect(tomorrow && asLocal(tomorrow)).toBe('2027-01-01T09:00');
  });

  test('a field holds a time or none', () => {
    expect(fromLocal('')).toBeNull();
    expect(fromLocal('soon')).toBeNull();
    const at = fromLocal('2026-03-19T09:30');
    expect(at && asLocal(at)).toBe('2026-03-19T09:30');
  });
});

describe('notes among the messages', () => {
  const messages = [0, 10, 20].map((minutes) => ({ id: `c.${NOW + minutes * 60_000}.x` }));
  const notes = [-5, 5, 6, 30].map((minutes) => note({ id: `n${minutes}`, at: iso(minutes) }));

  test('stand at their time', () => {
    const { above, last } = placed(notes, messages, false);
    expect([...above].map(([id, each]) => [id, each.map((one) => one.id)])).toEqual([
      [messages[0]?.id, ['n-5']],
      [messages[1]?.id, ['n5', 'n6']],
    ]);
    expect(last.map(({ id }) => id)).toEqual(['n30']);
  });

  test('are not shown above a message whose older ones are not loaded', () => {
    expect(placed(notes, messages, true).above.has(messages[0]?.id ?? '')).toBe(false);
    expect(placed(notes, [], false).last).toHaveLength(4);
  });
});

describe('mentions', () => {
  const names = ['anna', 'annabel', 'ben@example.com', 'Zoe Ann'];

  test('are offered for what is typed', () => {
    expect(mentionAt('ask @an', 7, names)).toEqual(['anna', 'annabel']);
    expect(mentionAt('@B', 2, names)).toEqual(['ben@example.com']);
    expect(mentionAt('mail a@an', 9, names)).toEqual([]);
    expect(mentionAt('@anna', 5, names)).toEqual(['annabel']);
  });

  test('take the place of what was typed', () => {
    expect(mentioned('ask @an about it', 7, 'anna')).toBe('ask @anna about it');
    expect(mentioned('@', 1, 'anna')).toBe('@anna ');
  });
});

test('names and labels that were seen are offered once', () => {
  const assigned = { to: 'ben', by: 'anna', at: iso(0) };
  const id = '0e1f2d3c-aaaa-bbbb-cccc-0123456789ab';
  const known = knownIn(
    [
      conversation('a', { assigned_to: assigned, labels: ['VIP'] }),
      conversation('b', { takeover: { until: iso(5), by: 'anna' }, labels: ['VIP', 'Devis'] }),
      conversation('c', { takeover: { until: iso(5), by: id } }),
    ],
    [note({ author: 'zoe' }), note({ author: null })],
  );
  expect(known).toEqual({ names: ['anna', 'ben', 'zoe'], labels: ['Devis', 'VIP'] });
});

test('an id is no name for colleagues', () => {
  const person: Person = { sub: 's', name: null, email: 'a@example.com', username: null };
  expect(accountName(null)).toBeNull();
  expect(accountName({ ...person, username: 'anna' })).toBe('anna');
  expect(accountName({ ...person, username: '0e1f2d3c-aaaa-bbbb-cccc-0123456789ab' })).toBe('a@example.com');
});

test('the list and the header show who does it, its labels and until when it is put aside', () => {
  const shown = conversation('a', {
    assigned_to: { to: 'Anna', by: null, at: iso(0) },
    labels: ['VIP', 'عميل'],
    snoozed_until: iso(60),
  });
  for (const page of [
    html(<ConversationItem conversation={shown} number={null} open={false} now={NOW} />),
    html(<TeamRow conversation={shown} now={NOW} />),
  ]) {
    expect(page).toMatch(/Assigned to<\/span><bdi>Anna<\/bdi>/);
    expect(page).toMatch(/<bdi>VIP<\/bdi>.*<bdi>عميل<\/bdi>.*Snoozed until/s);
  }
  expect(html(<TeamRow conversation={conversation('a')} now={NOW} />)).toBe('');
});

test('who is mentioned sees it, by the name or the part of an address before the @', () => {
  const page = (me: string) =>
    html(
      <Me.Provider value={me}>
        <ConversationItem
          conversation={conversation('a', { mentioned: ['Ben'] })}
          number={null}
          open={false}
          now={NOW}
        />
      </Me.Provider>,
    );
  for (const me of ['ben', 'BEN@example.com']) expect(page(me), me).toContain('Mentions you');
  for (const me of ['', 'anna', 'ben.x@example.com']) expect(page(me), me).not.toContain('Mentions you');
});

test('who else has it open is said, also of somebody without a name', () => {
  const others = [
    { name: 'Anna', writing: false },
    { name: null, writing: true },
  ];
  const page = html(<Lookers others={others} />);
  expect(page).toMatch(/role="status".*Anna is looking at this.*A colleague is writing/s);
  expect(html(<Lookers others={[]} />)).toContain('role="status"');
});

describe('a note', () => {
  const actions = NO_NOTE_ACTIONS;

  test('is named as one, and only its author changes it', () => {
    const theirs = html(<NoteRow note={note({ text: 'ask @ben.', mentions: ['ben'] })} actions={actions} />);
    expect(theirs).toContain('aria-label="Note by anna, only for colleagues"');
    expect(theirs).toContain('<strong>@ben.</strong>');
    expect(theirs).not.toContain('data-testid="note-edit"');
    const own = html(<NoteRow note={note({ own: true, author: null })} actions={actions} />);
    expect(own).toMatch(/Your note, only for colleagues.*data-testid="note-edit"/s);
  });

  test('that is deleted while its author changes it keeps what they typed, to be saved as a new one', () => {
    const [first, mine, last] = [
      note({ id: 'a', at: iso(0) }),
      note({ id: 'b', at: iso(1) }),
      note({ id: 'c', at: iso(2) }),
    ];
    expect(withEdited([first, last], [mine])).toEqual([first, mine, last]);
    const all = [first, mine, last];
    expect(withEdited(all, [mine])).toBe(all);
    const editing = (gone: boolean) => {
      const edits = { ...actions.edits, of: () => ({ note: mine, text: 'She paid twice', gone }) };
      return html(<NoteRow note={mine} actions={{ ...actions, edits }} />);
    };
    expect(editing(false)).toMatch(/She paid twice<\/textarea>.*>Save the note</s);
    expect(editing(false)).not.toContain('deleted meanwhile');
    expect(editing(true)).toMatch(/She paid twice<\/textarea>.*deleted meanwhile.*>Save as a new note</s);
  });

  test('is text and never HTML', () => {
    expect(html(<NoteRow note={note({ text: '<img src=x>' })} actions={actions} />)).toContain('&lt;img src=x');
  });

  test('is written where nothing can be sent', () => {
    const drafts = createDrafts(storage(), '');
    drafts.set('a', 'reply');
    drafts.set(noteDraft('a'), 'for colleagues');
    const page = html(
      <NoteComposer id="a" drafts={drafts} known={NOTHING_KNOWN} person={null} onSave={async () => undefined} />,
    );
    expect(page).toMatch(/>for colleagues<\/textarea>/);
    expect(page).toContain('Save the note');
    expect(page).not.toContain('Send');
    expect(page).toContain('Your name, for colleagues');
    moveNoteDraft(drafts, 'a', 'b');
    expect([drafts.get('a'), drafts.get(noteDraft('a')), drafts.get(noteDraft('b'))]).toEqual([
      'reply',
      undefined,
      'for colleagues',
    ]);
  });
});

describe('the calls', () => {
  function recorded(answers: unknown[] = []) {
    const calls: [string, string | undefined, unknown][] = [];
    const keys: string[] = [];
    const call = async (path: string, init: RequestInit) => {
      keys.push(new Headers(init.headers).get('Idempotency-Key') ?? '');
      calls.push([path, init.method, init.body === undefined ? null : JSON.parse(String(init.body))]);
      return answers.shift() ?? null;
    };
    return { calls, keys, call };
  }

  test('say what changes', async () => {
    const api = recorded();
    await organiser(api, 'c1')('labels', { add: ['VIP'] });
    await writeNote(api, 'c1', { text: 'cut \ud83d', name: 'Zoe', key: 'k1' });
    expect(api.calls).toEqual([
      ['/api/conversations/c1/labels', 'POST', { add: ['VIP'] }],
      ['/api/conversations/c1/notes', 'POST', { text: 'cut \ufffd', name: 'Zoe' }],
    ]);
    expect(api.keys).toEqual(['', 'k1']);
  });

  test('repeat a note under its key, and write another one under another', () => {
    const fresh = ['1', '2', '3'];
    const keys = noteKeys(() => fresh.shift() ?? '');
    expect([keys.of('paid'), keys.of('paid'), keys.of('paid twice')]).toEqual(['1', '1', '2']);
    keys.written();
    expect(keys.of('paid twice')).toBe('3');
  });

  test('load every page of notes, oldest first', async () => {
    const pages = [
      { notes: [note({ id: 'n2' })], next: 'n2' },
      { notes: [note({ id: 'n1' })], next: null },
    ];
    const api = recorded(pages);
    expect((await loadNotes(api, 'c1')).map(({ id }) => id)).toEqual(['n1', 'n2']);
    expect(api.calls.map(([path]) => path)).toEqual([
      '/api/conversations/c1/notes',
      '/api/conversations/c1/notes?before=n2',
    ]);
  });
});
