/** The settings of one number while they are edited: loading, saving, and the draft in this tab. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Drafts } from '../inbox/drafts';
import { asProblem, type Problem } from '../inbox/problem';
import { useReload } from '../ui/hooks';
import { type SettingsCalls, save as saveSettings } from './calls';
import { type Mistake, mistakesIn } from './checks';
import type { FieldProblem, Settings } from './contract';
import { begin, type Editing, keepDraft, readDraft, stored } from './editing';
import { settingsOf } from './form';

export interface SettingsEditing {
  /** Null until it is loaded. */
  now: Editing | null;
  saving: boolean;
  /** Why it was not loaded, or not saved. */
  problem: Problem | null;
  /** Counts the saves that were refused for a field. */
  refusals: number;
  reload(): void;
  update(change: (now: Editing) => Editing): void;
  /** Over this version. */
  save(version: number): void;
  /** The settings as they are typed. Null where something is wrong, which the fields then say. */
  checked(): Settings | null;
  /** The server's mistakes, at their fields. */
  refuse(problems: readonly FieldProblem[]): void;
}

interface Options {
  calls: SettingsCalls;
  drafts: Drafts;
  /** In the language of the page. */
  describe: (mistake: Mistake) => FieldProblem;
}

export function useSettings({ calls, drafts, describe }: Options): SettingsEditing {
  const [now, setNow] = useState<Editing | null>(null);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refusals, setRefusals] = useState(0);
  const [reloads, reload] = useReload();
  const latest = useRef<Editing | null>(null);
  const show = useCallback((next: Editing) => {
    latest.current = next;
    setNow(next);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies(reloads): a higher number loads again
  useEffect(() => {
    let wanted = true;
    setProblem(null);
    void calls.load().then(
      (state) => wanted && show(begin(state, readDraft(drafts, state.phone_id))),
      (error: unknown) => wanted && setProblem(asProblem(error)),
    );
    return () => {
      wanted = false;
    };
  }, [calls, drafts, show, reloads]);

  const update = useCallback(
    (change: (now: Editing) => Editing) => {
      if (latest.current === null) return;
      show(change(latest.current));
      keepDraft(drafts, latest.current);
    },
    [drafts, show],
  );

  const refuse = (problems: readonly FieldProblem[]) => {
    update((current) => ({ ...current, problems, note: null }));
    setRefusals((count) => count + 1);
  };
  const checked = (): Settings | null => {
    if (latest.current === null) return null;
    const mistakes = mistakesIn(latest.current.form);
    if (mistakes.length === 0) return settingsOf(latest.current.form);
    refuse(mistakes.map(describe));
    return null;
  };
  const save = async (version: number) => {
    if (latest.current === null || saving) return;
    setProblem(null);
    const { form } = latest.current;
    const settings = checked();
    if (settings === null) return;
    setSaving(true);
    const outcome = await saveSettings(calls, settings, version);
    setSaving(false);
    if (outcome.kind === 'saved') update((current) => stored(current, form, outcome.state));
    if (outcome.kind === 'conflict') update((current) => ({ ...current, theirs: outcome.theirs, note: null }));
    if (outcome.kind === 'refused') refuse(outcome.problems);
    if (outcome.kind === 'failed') setProblem(outcome.problem);
  };
  return { now, saving, problem, refusals, reload, update, save: (version) => void save(version), checked, refuse };
}
