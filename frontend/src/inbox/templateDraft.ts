/** A template being filled in, kept as a draft like a text: which one, and the values typed so far. */
import type { FilledTemplate, Template } from './contract';
import type { Drafts } from './drafts';
import { type Values, valuesOf } from './templates';

export interface Begun {
  /** Which template, by name and language: the list may change. Null for the first of the list. */
  chosen: { name: string; language: string } | null;
  values: Values;
}

export const NOTHING_BEGUN: Begun = { chosen: null, values: {} };

const draftId = (conversationId: string) => `${conversationId} template`;

export function readBegun(drafts: Drafts, conversationId: string): Begun {
  try {
    const { chosen, values } = JSON.parse(drafts.get(draftId(conversationId)) ?? '') as Partial<Begun>;
    const named = typeof chosen === 'object' && chosen !== null;
    return named && typeof values === 'object' ? { chosen, values } : NOTHING_BEGUN;
  } catch {
    return NOTHING_BEGUN;
  }
}

export function keepBegun(drafts: Drafts, conversationId: string, begun: Begun): void {
  drafts.set(draftId(conversationId), isEmpty(begun) ? '' : JSON.stringify(begun));
}

/** After a failed send: the template with its values stands in the form again, unless another one was begun since. */
export function restoreBegun(drafts: Drafts, conversationId: string, unsent: FilledTemplate): void {
  if (Object.keys(readBegun(drafts, conversationId).values).length > 0) return;
  keepBegun(drafts, conversationId, begunOf(unsent));
}

/** The draft goes to the conversation that the one it was begun in was joined into, unless one was begun there. */
export function moveBegun(drafts: Drafts, from: string, to: string): void {
  const begun = readBegun(drafts, from);
  if (from === to || isEmpty(begun)) return;
  if (isEmpty(readBegun(drafts, to))) keepBegun(drafts, to, begun);
  keepBegun(drafts, from, NOTHING_BEGUN);
}

/** The template that was begun; without one, or when it is no longer there, the first. */
export function chosenOf(templates: readonly Template[], { chosen }: Begun): Template | undefined {
  return templates.find((each) => sameTemplate(each, chosen)) ?? templates[0];
}

/** The values that belong to this template: those of one that is no longer there are not put into another. */
export function valuesFor(template: Template | undefined, { chosen, values }: Begun): Values {
  return chosen === null || (template && sameTemplate(template, chosen)) ? values : {};
}

function sameTemplate({ name, language }: Pick<Template, 'name' | 'language'>, chosen: Begun['chosen']): boolean {
  return chosen?.name === name && chosen.language === language;
}

function begunOf({ name, language, components }: FilledTemplate): Begun {
  return { chosen: { name, language }, values: valuesOf(components) };
}

function isEmpty({ chosen, values }: Begun): boolean {
  return chosen === null && Object.keys(values).length === 0;
}
