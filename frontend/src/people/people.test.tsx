/** The people page: what it says of roles is what the API enforces. */
import { readFileSync } from 'node:fs';
import type { ComponentChild } from 'preact';
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Me } from '../inbox/contract';
import type { Person } from '../signin/idToken';
import { LanguageProvider } from '../text/Language';
import { ABILITIES, COMMANDS, mayDo, ROLES } from './abilities';
import { Others, Roles, You } from './PeoplePage';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const root = new URL('../../../', import.meta.url);
const file = (path: string) => readFileSync(new URL(path, root), 'utf8');

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const { paths } = JSON.parse(file('shared/api/openapi.json')) as {
  paths: Record<string, Record<string, { 'x-role'?: string }>>;
};
const calls = Object.entries(paths).flatMap(([path, of]) =>
  METHODS.flatMap((method) => {
    const role = of[method]?.['x-role'];
    return role === undefined ? [] : [[`${method} ${path}`, role] as const];
  }),
);

test.each(calls)('%s is for the role that the page says: %s', (call, role) => {
  const found = ABILITIES.filter((each) => each.calls.test(call));
  expect(found.map((each) => each.role)).toEqual([role]);
});

test('every line of the page is enforced by a call', () => {
  const without = ABILITIES.filter((each) => !calls.some(([call]) => each.calls.test(call)));
  expect(without.map(({ name }) => name)).toEqual([]);
  expect(calls.length).toBeGreaterThan(30);
});

test('a role may do what the ones before it may', () => {
  expect(ROLES.map((role) => ROLES.filter((needed) => mayDo(role, needed)))).toEqual([
    ['viewer'],
    ['viewer', 'agent'],
    ['viewer', 'agent', 'owner'],
  ]);
});

test.each([...COMMANDS.add, ...COMMANDS.remove])('OPERATIONS.md has the command too: %s', (command) => {
  expect(file('docs/OPERATIONS.md').split('\n')).toContain(`    ${command}`);
});

const html = (shown: ComponentChild) => render(<LanguageProvider>{shown}</LanguageProvider>);
const ZOE: Person = { sub: 's', name: 'Zoé Martin', email: 'zoe@example.com', username: 'zoe' };
const me = (role: Me['role'], name: string | null = null): Me => ({ name, role });

describe('who is signed in', () => {
  const you = (person: Person | null, of: Me) => html(<You me={of} person={person} onSignOut={() => undefined} />);

  test('by an account: its names, its role, and the way out', () => {
    const page = you(ZOE, me('agent', 'zoe'));
    expect(page).toMatch(/<dt>Name<\/dt><dd><bdi>Zoé Martin<\/bdi>/);
    expect(page).toMatch(/<dt>E-mail<\/dt><dd><bdi>zoe@example\.com/);
    expect(page).toMatch(/<dt>Colleagues see<\/dt><dd><bdi>zoe<\/bdi>/);
    expect(page).toMatch(/data-testid="people-role">Agent<\/strong> also serves customers/);
    expect(page).toMatch(/data-testid="people-sign-out".*Sign out/);
    expect(page).not.toContain('admin token');
    expect(you({ ...ZOE, name: null }, me('agent', 'zoe')), 'nothing is said twice').not.toContain('Colleagues see');
  });

  test('by the admin token: nobody by name', () => {
    const page = you(null, me('owner'));
    expect(page).toContain('signed in with the admin token');
    expect(page).not.toContain('<dt>Name');
    expect(page).toContain('Owner');
  });
});

test('the table says yes and no in words, and marks one’s own role', () => {
  const page = html(<Roles own="agent" />);
  const row = /<th scope="row">Write to customers.*?<\/tr>/.exec(page)?.[0] ?? '';
  expect([...row.matchAll(/sr-only">(\w+)</g)].map(([, word]) => word)).toEqual(['no', 'yes', 'yes']);
  expect(page).toMatch(/<th scope="col" class="is-own">Agent<span class="roles-own">yours/);
  expect(html(<Roles own={null} />)).not.toContain('is-own');
});

test('how others are let in depends on how one signed in, and on the role', () => {
  const others = (role: Me['role'], byToken: boolean) => html(<Others me={me(role)} byToken={byToken} />);
  expect(others('owner', false)).toContain('admin-create-user');
  expect(others('owner', false)).toContain('admin-user-global-sign-out');
  expect(others('agent', false)).toContain('adds and removes people');
  expect(others('agent', false)).not.toContain('aws ');
  expect(others('owner', true)).toContain('RELAIS_ADMIN_TOKEN');
  expect(others('owner', true)).not.toContain('aws ');
});
