/** The calls for the settings of a business number. Each fails with a `Problem` only. */
import type { Api } from '../inbox/api';
import { asProblem, type Problem } from '../inbox/problem';
import type { EventFailure, FieldProblem, ReadFile, Settings, SettingsState, Version } from './contract';
import { asRead } from './secrets';

const TIMEOUT_MS = 15_000;
/** Of a file that is sent and read. */
const FILE_TIMEOUT_MS = 60_000;

/** `phoneId` is null for the default number. */
export function settingsCalls({ call }: Pick<Api, 'call'>, phoneId: string | null) {
  const withNumber = (path: string) =>
    phoneId === null ? path : `${path}?${new URLSearchParams({ phone_id: phoneId })}`;
  const path = (rest = '') => withNumber(`/api/settings${rest}`);
  const get = (rest?: string) => call(path(rest), {}, TIMEOUT_MS);
  return {
    load: () => get() as Promise<SettingsState>,
    versions: async () => ((await get('/versions')) as { versions: Version[] }).versions,
    version: (version: number) => get(`/versions/${version}`) as Promise<SettingsState>,

    /** The text of a file, as Markdown. Nothing of it is kept. */
    readFacts: (file: File) => {
      // As bytes, whatever it is: a table in UTF-16 must not be read as text on its way.
      const headers = { 'Content-Type': 'application/octet-stream' };
      const address = `/api/facts?${new URLSearchParams({ name: file.name })}`;
      return call(address, { method: 'POST', headers, body: file }, FILE_TIMEOUT_MS) as Promise<ReadFile>;
    },

    /** Events that could not be delivered. */
    failures: async () =>
      ((await call(withNumber('/api/events/failures'), {}, TIMEOUT_MS)) as { failures: EventFailure[] }).failures,
    retry: async (id: string): Promise<void> => {
      await call(`/api/events/failures/${encodeURIComponent(id)}/retry`, { method: 'POST' }, TIMEOUT_MS);
    },

    /** Replaces the version that was changed. */
    save: (settings: Settings, version: number) => {
      const headers = { 'Content-Type': 'application/json', 'If-Match': `"${version}"` };
      const init = { method: 'PUT', headers, body: JSON.stringify(settings) };
      return call(path(), init, TIMEOUT_MS) as Promise<SettingsState>;
    },
  };
}

export type SettingsCalls = ReturnType<typeof settingsCalls>;

export type Outcome =
  | { kind: 'saved'; state: SettingsState }
  /** Somebody saved meanwhile. */
  | { kind: 'conflict'; theirs: SettingsState }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'failed'; problem: Problem };

/** Saves, and finds out what became of it. What somebody else saved and is the same counts as saved. */
export async function save(calls: SettingsCalls, settings: Settings, version: number): Promise<Outcome> {
  try {
    return { kind: 'saved', state: await calls.save(settings, version) };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === 'invalid_settings') return { kind: 'refused', problems: problemsIn(problem) };
    if (problem.code !== 'settings_changed') return { kind: 'failed', problem };
  }
  try {
    const theirs = await calls.load();
    // Perhaps a save of ours whose response was lost.
    return equal(theirs.settings, asRead(settings)) ? { kind: 'saved', state: theirs } : { kind: 'conflict', theirs };
  } catch (error) {
    return { kind: 'failed', problem: asProblem(error) };
  }
}

/** What a refusal says of each field. */
export function problemsIn({ members }: Problem): FieldProblem[] {
  const { problems } = members;
  if (!Array.isArray(problems)) return [];
  return problems.map((each: Partial<FieldProblem> | null) => ({
    // `hours.exceptions[0]` is read as `hours.exceptions.0`.
    field: String(each?.field ?? '').replace(/\[(\d+)\]/g, '.$1'),
    detail: String(each?.detail ?? ''),
  }));
}

/** Whatever the order of the fields. */
export function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
