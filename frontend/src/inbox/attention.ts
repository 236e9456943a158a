/** What waits for a person to look: unread messages and conversations that need a person, as far as this page knows. */
import type { Conversation, Health } from './contract';
import { partsOf } from './merge';

/** What is known of a conversation that is not at rest. */
interface Known {
  unread: number;
  /** Since when it needs a person. */
  needsSince: string | null;
}

/** By the conversation's id. */
export type Attention = ReadonlyMap<string, Known>;

export const NOTHING_KNOWN: Attention = new Map();

/** With what these conversations say. One that is shown as part of another is not counted beside it. */
export function withSeen(known: Attention, seen: readonly Conversation[]): Attention {
  if (seen.length === 0) return known;
  const next = new Map(known);
  for (const each of seen) next.set(each.id, { unread: each.unread, needsSince: each.needs_person?.since ?? null });
  for (const part of seen.flatMap(partsOf)) next.delete(part);
  return next;
}

/** Without those whose persons were erased. */
export function withoutGone(known: Attention, gone: readonly string[]): Attention {
  return gone.some((id) => known.has(id)) ? new Map([...known].filter(([id]) => !gone.includes(id))) : known;
}

/** To which a message came, or which began to need a person. A change that is delivered again is no news. */
export function newsIn(known: Attention, changed: readonly Conversation[]): Conversation[] {
  return changed.filter(({ id, unread, needs_person }) => {
    const before = known.get(id);
    const needsSince = needs_person?.since ?? null;
    return unread > (before?.unread ?? 0) || (needsSince !== null && needsSince !== (before?.needsSince ?? null));
  });
}

/** How many conversations need a person. */
export function needsOf(known: Attention): number {
  return [...known.values()].filter(({ needsSince }) => needsSince !== null).length;
}

/** The number in the title. The server counts also those that need a person and that this page has not loaded. */
export function countOf(known: Attention, waiting: Health['waiting'] | undefined): number {
  const onlyUnread = [...known.values()].filter(({ unread, needsSince }) => unread > 0 && needsSince === null).length;
  return onlyUnread + Math.max(needsOf(known), waiting?.count ?? 0);
}
