/**
 * The mock's settings of a business number. Instructions with the word `conflict` are saved by somebody else first; the
 * model `refuse` is refused, and so is a text that is too long.
 */
import {
  type FieldProblem,
  type Settings,
  type SettingsState,
  TEXT_LIMITS,
  TEXT_NAMES,
} from '../src/settings/contract.ts';
import { asRead } from '../src/settings/secrets.ts';
import { NUMBERS } from './conversations.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import { DEFAULTS, FIRST } from './settingsSample.ts';
import type { MockState } from './state.ts';

export function settingsApi(state: MockState, caller: string | null, request: MockRequest): MockResponse {
  const { method, path, query } = request;
  const served: readonly string[] = NUMBERS.slice(0, state.mode === 'numbers' ? 2 : 1).map(({ phone_id }) => phone_id);
  const phoneId = query.get('phone_id') ?? served[0] ?? '';
  if (!served.includes(phoneId)) {
    return problem(422, 'unknown_phone_id', 'Unknown number', 'This business number is not served here.');
  }
  const versions = versionsOf(state, phoneId);
  if (method === 'PUT') return put(state, caller, phoneId, versions, request);
  if (path === '/settings') return shown(newestOf(versions, phoneId));
  if (path === '/settings/versions') {
    const list = versions.map(({ version, changed_at, changed_by }) => ({ version, changed_at, changed_by }));
    return { status: 200, body: { versions: list.reverse().slice(0, 50) } };
  }
  const wanted = versions.find(({ version }) => path === `/settings/versions/${version}`);
  return wanted ? shown(wanted) : problem(404, 'unknown_version', 'Not found', 'There is no such version.');
}

const shown = (body: SettingsState): MockResponse => ({
  status: 200,
  headers: { ETag: `"${body.version}"` },
  body,
});

/** The first number has settings, a second one has none yet. */
function versionsOf(state: MockState, phoneId: string): SettingsState[] {
  const known = state.businessSettings.get(phoneId);
  if (known) return known;
  const versions: SettingsState[] = [];
  state.businessSettings.set(phoneId, versions);
  if (phoneId === NUMBERS[0]?.phone_id && state.mode !== 'empty') {
    for (const settings of FIRST) add(state, phoneId, versions, settings, 'Ada');
  }
  return versions;
}

function newestOf(versions: readonly SettingsState[], phoneId: string): SettingsState {
  const nothing = { version: 0, changed_at: null, changed_by: null, settings: {} };
  return versions.at(-1) ?? { phone_id: phoneId, ...nothing, defaults: DEFAULTS };
}

function add(
  state: MockState,
  phoneId: string,
  versions: SettingsState[],
  settings: Settings,
  changed_by: string | null,
): void {
  const version = versions.length + 1;
  const read = asRead(settings);
  versions.push({
    phone_id: phoneId,
    version,
    changed_at: state.iso(),
    changed_by,
    settings: read,
    defaults: DEFAULTS,
  });
}

function put(
  state: MockState,
  caller: string | null,
  phoneId: string,
  versions: SettingsState[],
  { body, ifMatch }: MockRequest,
): MockResponse {
  const settings = body as Settings;
  const wrong = problemsIn(settings);
  if (ifMatch === null) {
    return problem(428, 'if_match_missing', 'Which version was changed?', 'Send its ETag as If-Match.');
  }
  const others = versions.at(-1)?.settings ?? {};
  if (settings.instructions?.includes('conflict') && !others.facts?.includes('Ada')) {
    add(state, phoneId, versions, { ...others, facts: 'Ada wrote this.' }, 'Ada');
  }
  const newest = newestOf(versions, phoneId);
  if (ifMatch !== `"${newest.version}"`) {
    const { version, changed_by, changed_at } = newest;
    const refused = problem(412, 'settings_changed', 'The settings have changed', 'Load them, and save again.');
    return { ...refused, body: { ...(refused.body as object), version, changed_by, changed_at } };
  }
  if (wrong.length > 0) return refused(wrong);
  add(state, phoneId, versions, settings, caller);
  return shown(newestOf(versions, phoneId));
}

export function refused(problems: FieldProblem[]): MockResponse {
  const why = problem(422, 'invalid_settings', 'The settings cannot be saved', 'Correct the fields.');
  return { ...why, body: { ...(why.body as object), problems } };
}

export function problemsIn({ texts = {}, model }: Settings): FieldProblem[] {
  const long = TEXT_NAMES.flatMap((name) => {
    const text = texts[name];
    if (typeof text !== 'string' || text.length <= TEXT_LIMITS[name]) return [];
    const detail = `it has ${text.length} characters, and at most ${TEXT_LIMITS[name]} are taken: shorten it`;
    return [{ field: `texts.${name}`, detail }];
  });
  return model === 'refuse' ? [...long, { field: 'model', detail: 'this server has no such model' }] : long;
}
