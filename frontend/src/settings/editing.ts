/** Editing the settings: a pure account of what is saved, what is in the form, and what stands in the way. */
import type { Drafts } from '../inbox/drafts';
import { withoutSecrets } from './assistance';
import { equal } from './calls';
import type { FieldProblem, SettingsState } from './contract';
import { type Form, formOf, isChanged } from './form';

export interface Editing {
  /** What the form began with. */
  saved: SettingsState;
  form: Form;
  problems: readonly FieldProblem[];
  /** What somebody else saved meanwhile. */
  theirs: SettingsState | null;
  /** What was done last. */
  note: { kind: 'saved' } | { kind: 'draft' } | { kind: 'restored'; version: number } | null;
}

interface Draft {
  version: number;
  form: Form;
}

/** With the draft that was left in this tab. One of an older version conflicts with what was saved since. */
export function begin(state: SettingsState, draft: Draft | null): Editing {
  const clean: Editing = { saved: state, form: formOf(state.settings), problems: [], theirs: null, note: null };
  if (draft === null || !isChanged({ ...clean.form, ...draft.form }, state.settings)) return clean;
  const form = { ...clean.form, ...draft.form };
  return { ...clean, form, theirs: draft.version === state.version ? null : state, note: { kind: 'draft' } };
}

/** `field` is the path of what is changed: what was wrong with it is no longer known. */
export function edited(now: Editing, field: string, change: (form: Form) => Partial<Form>): Editing {
  const problems = now.problems.filter((each) => !isWithin(each.field, field) && !isWithin(field, each.field));
  return { ...now, form: { ...now.form, ...change(now.form) }, problems, note: null };
}

/** What is typed while the save is under way stays. */
export function stored(now: Editing, sent: Form, state: SettingsState): Editing {
  const form = equal(now.form, sent) ? formOf(state.settings) : now.form;
  return { saved: state, form, problems: [], theirs: null, note: { kind: 'saved' } };
}

export function takenTheirs(now: Editing): Editing {
  return now.theirs === null ? now : begin(now.theirs, null);
}

/** The form is as it is saved. */
export function discarded(now: Editing): Editing {
  return begin(now.theirs ?? now.saved, null);
}

/** The form has the settings of an earlier version; saving makes them a new one. */
export function restored(now: Editing, earlier: SettingsState): Editing {
  return {
    ...now,
    form: formOf(earlier.settings),
    problems: [],
    note: { kind: 'restored', version: earlier.version },
  };
}

export const hasChanges = ({ form, saved }: Editing) => isChanged(form, saved.settings);

/** Whether the path is the field or lies in it. */
export function isWithin(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`);
}

const draftId = (phoneId: string) => `settings ${phoneId}`;

export function readDraft(drafts: Drafts, phoneId: string): Draft | null {
  try {
    return JSON.parse(drafts.get(draftId(phoneId)) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

/** A form without changes is not kept. */
export function keepDraft(drafts: Drafts, now: Editing): void {
  // None, while it is not decided which of two is kept: it conflicts again after a reload.
  const version = now.theirs === null ? now.saved.version : -1;
  const draft: Draft = { version, form: withoutSecrets(now.form) };
  drafts.set(draftId(now.saved.phone_id), hasChanges(now) ? JSON.stringify(draft) : '');
}
