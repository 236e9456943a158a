/** Tools, prices and events become a form and settings again; secrets are kept, changed and removed. */
import { describe, expect, test } from 'vitest';
import { createDrafts } from '../inbox/drafts';
import { problemFrom } from '../inbox/problem';
import { changesSomething, NO_SECRET, type SecretDraft, withoutSecrets } from './assistance';
import { type SettingsCalls, save } from './calls';
import { mistakesIn } from './checks';
import type { Settings, Tool } from './contract';
import { begin, keepDraft, readDraft } from './editing';
import { differing, type Form, formOf, isChanged, settingsOf } from './form';
import { type JsonSchema, rowsOf, schemaOf } from './parameters';
import { ALL, stateOf } from './samples.test-data';
import { asRead } from './secrets';

const TOOL: Tool = {
  name: 'find',
  description: 'Finds.',
  parameters: { type: 'object', properties: {} },
  url: 'https://a.example',
  method: 'GET',
};
const form = (part: Partial<Form>): Form => ({ ...formOf({}), ...part });
const toolForm = (settings: Settings, secret: SecretDraft) => {
  const before = formOf(settings);
  return { ...before, tools: before.tools.map((tool) => ({ ...tool, secret })) };
};

test('settings are the same after a look at them', () => {
  expect(settingsOf(formOf(ALL))).toEqual(ALL);
  expect(isChanged(formOf(ALL), ALL)).toBe(false);
});

test('whether a tool changes something follows its method, until somebody says otherwise', () => {
  const drafts = formOf({
    tools: [TOOL, { ...TOOL, method: 'POST' }, { ...TOOL, method: 'POST', changes: false }],
  }).tools;
  expect(drafts.map(changesSomething)).toEqual([false, true, false]);
});

test('the order of fields is no difference between settings', () => {
  const { url, ...rest } = TOOL;
  expect(differing({ tools: [TOOL] }, { tools: [{ url, ...rest }] })).toEqual([]);
  expect(differing({ tools: [TOOL] }, { tools: [{ ...TOOL, changes: true }] })).toEqual(['tools']);
});

describe('a schema', () => {
  const simple: JsonSchema = {
    type: 'object',
    properties: { a: { type: 'string', description: 'A' }, b: { type: 'boolean' } },
    required: ['b'],
  };

  test('that is simple is rows', () => {
    expect(rowsOf(simple)).toEqual([
      { name: 'a', type: 'string', description: 'A', required: false },
      { name: 'b', type: 'boolean', description: '', required: true },
    ]);
    expect(schemaOf({ by: 'rows', rows: rowsOf(simple) ?? [], json: '' })).toEqual(simple);
    expect(rowsOf({ type: 'object' })).toEqual([]);
  });

  test.each([
    { type: 'string' },
    { ...simple, additionalProperties: false },
    { type: 'object', properties: { a: { type: 'string', enum: ['x'] } } },
    { type: 'object', properties: { a: { type: 'array' } } },
    { type: 'object', properties: { a: 'string' } },
    { type: 'object', properties: {}, required: ['a'] },
    { type: 'object', properties: [] },
  ])('that says more stays JSON: %j', (schema) => {
    expect(rowsOf(schema)).toBeNull();
    const tools = [{ ...TOOL, parameters: schema }];
    expect(settingsOf(formOf({ tools })).tools).toEqual(tools);
  });
});

describe('a secret', () => {
  const saved: Settings = { tools: [{ ...TOOL, has_secret: true }] };
  const tools = (secret: SecretDraft) => settingsOf(toolForm(saved, secret)).tools?.[0];

  test('is kept, changed, and removed', () => {
    expect(tools({ had: true, kept: true, typed: '' })).toEqual({ ...TOOL, has_secret: true });
    expect(tools({ had: true, kept: false, typed: ' new ' })).toEqual({ ...TOOL, secret: 'new' });
    expect(tools({ had: true, kept: false, typed: '' })).toEqual(TOOL);
  });

  test('that is typed is not kept in the tab', () => {
    const kept = new Map<string, string>();
    const storage = { read: () => null, write: (_: string, value: string | null) => kept.set('all', value ?? '') };
    const drafts = createDrafts(storage, '');
    const typed = toolForm(saved, { had: true, kept: false, typed: 'hunter2' });
    const events = { url: 'https://a.example', types: [], secret: { ...NO_SECRET, typed: 'hunter2' } };
    keepDraft(drafts, { ...begin(stateOf(3, saved), null), form: { ...typed, facts: 'x', events } });
    expect(kept.get('all')).not.toContain('hunter2');
    expect(readDraft(drafts, '1')?.form.tools[0]?.secret).toEqual({ had: true, kept: true, typed: '' });
  });

  test('that was to be removed is still to be removed after a reload', () => {
    const removed = { had: true, kept: false, typed: '' };
    expect(withoutSecrets(toolForm(saved, removed)).tools[0]?.secret).toEqual(removed);
  });

  test('is no conflict with itself when the response of a save was lost', async () => {
    const ours = { tools: [{ ...TOOL, secret: 'new' }] };
    const theirs = stateOf(4, { tools: [{ ...TOOL, has_secret: true }] });
    const changed = problemFrom(412, { code: 'settings_changed' });
    const calls = { save: () => Promise.reject(changed), load: async () => theirs } as unknown as SettingsCalls;
    expect(await save(calls, ours, 3)).toEqual({ kind: 'saved', state: theirs });
    expect(asRead(ours)).toEqual(theirs.settings);
  });
});

describe('mistakes', () => {
  const fields = (part: Partial<Form>) => mistakesIn(form(part)).map(({ field, key }) => `${field} ${key}`);
  const [tool] = formOf({ tools: [TOOL] }).tools;
  if (!tool) throw new Error('there is one');

  test('in tools', () => {
    expect(fields({ tools: [tool] })).toEqual([]);
    expect(fields({ tools: [tool, { ...tool, description: ' ', url: 'shop.example' }] })).toEqual([
      'tools.1.name problem.nameTwice',
      'tools.1.description problem.description',
      'tools.1.url problem.address',
    ]);
    expect(fields({ tools: [{ ...tool, name: 'où ?' }] })).toEqual(['tools.0.name problem.toolName']);
    const json = (text: string) => fields({ tools: [{ ...tool, parameters: { by: 'json', rows: [], json: text } }] });
    expect(json('{"type":"object"}')).toEqual([]);
    for (const text of ['', '{', '[]', '{"type":"string"}']) {
      expect(json(text)).toEqual(['tools.0.parameters problem.schema']);
    }
    const row = { name: 'a', type: 'string' as const, description: '', required: true };
    const rows = (...list: (typeof row)[]) =>
      fields({ tools: [{ ...tool, parameters: { by: 'rows', rows: list, json: '' } }] });
    expect(rows(row)).toEqual([]);
    expect(rows(row, row)).toEqual(['tools.0.parameters problem.parameters']);
    expect(rows({ ...row, name: '' })).toEqual(['tools.0.parameters problem.parameters']);
  });

  test('in names that are too long', () => {
    expect(fields({ tools: [{ ...tool, name: 'x'.repeat(64) }] })).toEqual([]);
    expect(fields({ tools: [{ ...tool, name: 'x'.repeat(65) }] })).toEqual(['tools.0.name problem.toolName']);
    const server = { name: 'x'.repeat(25), url: 'https://a.example', secret: NO_SECRET };
    expect(fields({ mcp: [server] })).toEqual(['mcp.0.name problem.toolName']);
  });

  test('in servers, prices and events', () => {
    expect(fields({ mcp: [{ name: 'a', url: 'ftp://a', secret: NO_SECRET }] })).toEqual(['mcp.0.url problem.address']);
    expect(fields({ price: { prompt: '0,15', cached: '', answer: '-1', currency: 'euro' } })).toEqual([
      'price.answer problem.price',
      'price.currency problem.currency',
    ]);
    expect(fields({ events: { url: 'https://a.example', types: [], secret: NO_SECRET } })).toEqual([
      'events.types problem.eventTypes',
    ]);
    const price = { prompt: '0,15', cached: '', answer: '1', currency: 'eur' };
    expect(settingsOf(form({ price })).price).toEqual({ prompt: 0.15, answer: 1, currency: 'EUR' });
    expect(settingsOf(form({})).events).toBeUndefined();
  });
});
