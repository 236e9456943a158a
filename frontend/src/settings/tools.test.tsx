/** What the form shows of tools, prices and events. */
import type { ComponentChild } from 'preact';
import { render as toHtml } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../text/Language';
import { Behaviour } from './Behaviour';
import type { FieldProblem, Settings } from './contract';
import { EditorContext, unplaced } from './Editor';
import { Events } from './Events';
import { formOf } from './form';
import { Prices } from './Prices';
import { ALL, DEFAULTS } from './samples.test-data';
import { Tools } from './Tools';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

function render(section: ComponentChild, settings: Settings = ALL, problems: FieldProblem[] = []) {
  const editor = { form: formOf(settings), defaults: DEFAULTS, problems, edit: () => undefined };
  return toHtml(
    <LanguageProvider>
      <EditorContext.Provider value={editor}>{section}</EditorContext.Provider>
    </LanguageProvider>,
  );
}

const CALLS = { failures: async () => [], retry: async () => undefined };

test('each tool has its fields, and says whether it changes something', () => {
  const page = render(<Tools />);
  expect(page).toMatch(
    /<summary><span class="tool-name"><strong>find_order<\/strong><\/span><span class="hint">GET https:\/\/shop\.example\/orders/,
  );
  expect(page).toMatch(/<strong>cancel<\/strong><span class="marker">changes something/);
  expect(page).toContain('aria-label="Name of parameter number"');
  // A schema that the form cannot show.
  expect(page).toContain('&quot;enum&quot;');
  expect(page).toContain('This schema says more than the form can show.');
});

test('a saved secret is never shown, and can be changed', () => {
  const page = render(<Tools />);
  expect(page.match(/A secret is saved\./g)).toHaveLength(1);
  expect(page).not.toContain('id="settings-tools-0-secret"');
  expect(page).toContain('id="settings-tools-1-secret"');
});

test('one that is refused is typed again', () => {
  const page = render(<Tools />, ALL, [{ field: 'tools.0.secret', detail: 'not known for this address' }]);
  expect(page).toMatch(/<input id="settings-tools-0-secret"[^>]* aria-invalid/);
  expect(page).toContain('id="settings-tools-0-secret-problem">not known for this address');
  expect(page).not.toContain('is removed when you save');
});

test('what is wrong with a tool opens it', () => {
  expect(render(<Tools />)).not.toMatch(/<details[^>]* open/);
  const problems = [
    { field: 'tools.1.url', detail: 'an inner network' },
    { field: 'tools.0.parameters.properties.x', detail: 'no type' },
  ];
  const page = render(<Tools />, ALL, problems);
  expect(page.match(/<details[^>]* open/g)).toHaveLength(2);
  expect(page).toContain('id="settings-tools-1-url-problem">an inner network');
  expect(page).toContain('id="settings-tools-0-parameters-problem">no type');
});

test('no more tools than are taken can be added', () => {
  const tools = Array.from({ length: 20 }, () => ALL.tools?.[0]).filter((tool) => tool !== undefined);
  const page = render(<Tools />, { tools });
  expect(page).toMatch(/data-testid="settings-tools-add" aria-disabled="true"/);
  expect(page).toContain('There can be 20 at most.');
});

test('switches without a default of the server have their own', () => {
  const boxes = (settings: Settings) => render(<Behaviour />, settings).match(/type="checkbox" checked/g) ?? [];
  // The four of the server, and buttons.
  expect(boxes({})).toHaveLength(5);
  expect(boxes({ buttons: false, satisfaction: true })).toHaveLength(5);
  expect(boxes({ buttons: false })).toHaveLength(4);
});

test('prices and events are shown as they are saved', () => {
  expect(render(<Prices />)).toMatch(/id="settings-price-cached"[^>]* value="0.075"/);
  const events = render(<Events calls={CALLS} />);
  expect(events).toMatch(/checked[^>]*><span>a message was received/);
  expect(events.match(/ checked/g)).toHaveLength(1);
  // Events are signed, so their secret cannot be removed.
  expect(events).toContain('>Change</button>');
  expect(events).not.toContain('>Remove</button>');
});

test('problems of their fields are placed', () => {
  const fields = [
    'tools',
    'tools.0',
    'tools.3.parameters.x.y',
    'mcp.1.url',
    'price.cached',
    'events.types.0',
    'buttons',
  ];
  expect(unplaced(fields.map((field) => ({ field, detail: 'x' })))).toEqual([]);
  expect(unplaced([{ field: 'tools.0.colour', detail: 'x' }])).toHaveLength(1);
});
