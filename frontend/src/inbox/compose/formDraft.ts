/** A form being filled in, kept as a draft like a text. */
import { useState } from 'preact/hooks';
import type { Drafts } from '../drafts';

/** Where the drafts of one conversation are kept. */
export interface Keeping {
  /** Of the conversation. */
  id: string;
  drafts: Drafts;
}

const FORMS = ['choices', 'place', 'card'] as const;
type FormName = (typeof FORMS)[number];

const draftId = (conversationId: string, form: FormName) => `${conversationId} ${form}`;

/** What was filled in; `empty` when nothing was. */
export function readForm<T extends object>({ id, drafts }: Keeping, form: FormName, empty: T): T {
  try {
    return { ...empty, ...(JSON.parse(drafts.get(draftId(id, form)) ?? '{}') as Partial<T>) };
  } catch {
    return empty;
  }
}

/** One that equals `empty` is not kept. */
export function keepForm<T extends object>({ id, drafts }: Keeping, form: FormName, values: T, empty: T): void {
  const kept = JSON.stringify(values);
  drafts.set(draftId(id, form), kept === JSON.stringify(empty) ? '' : kept);
}

/** The drafts go to the conversation that the one they were begun in was joined into, unless one was begun there. */
export function moveForms(drafts: Drafts, from: string, to: string): void {
  if (from === to) return;
  for (const form of FORMS) {
    const kept = drafts.get(draftId(from, form));
    if (kept === undefined) continue;
    if (drafts.get(draftId(to, form)) === undefined) drafts.set(draftId(to, form), kept);
    drafts.set(draftId(from, form), '');
  }
}

export function forgetForms(drafts: Drafts, id: string): void {
  for (const form of FORMS) drafts.set(draftId(id, form), '');
}

export interface FormDraft<T> {
  values: T;
  /** With what changes, from what is there. */
  change(edit: (now: T) => Partial<T>): void;
  /** It was sent. */
  forget(): void;
}

export function useFormDraft<T extends object>(keeping: Keeping, form: FormName, empty: T): FormDraft<T> {
  const [values, setValues] = useState(() => readForm(keeping, form, empty));
  return {
    values,
    change: (edit) =>
      setValues((now) => {
        const next = { ...now, ...edit(now) };
        keepForm(keeping, form, next, empty);
        return next;
      }),
    forget: () => keepForm(keeping, form, empty, empty),
  };
}
