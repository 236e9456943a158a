/** Reactions: shown on the message that they are to. Each person has one to a message; the newest counts. */
import type { Message } from '../contract';

export interface Reaction {
  emoji: string;
  /** Who reacted: the customer's name in a group, else null. */
  who: string | null;
  outbound: boolean;
}

export interface Reactions {
  /** By the id of the message that they are to. */
  on: ReadonlyMap<string, readonly Reaction[]>;
  /** The ids of the reactions that have no bubble of their own: those on their message, and ours to one that is not loaded. */
  placed: ReadonlySet<string>;
}

const NO_REACTIONS: Reactions = { on: new Map(), placed: new Set() };

/**
 * `messages` oldest first. A customer's reaction to a message that is not loaded stays in the thread. One of ours is not shown
 * then: it would vanish from its place once that message is loaded.
 */
export function reactionsIn(messages: readonly Message[]): Reactions {
  if (!messages.some(isReaction)) return NO_REACTIONS;
  const byName = new Map<string, string>();
  for (const { id, message_id } of messages) {
    byName.set(id, id);
    if (message_id !== null) byName.set(message_id, id);
  }
  const placed = new Set<string>();
  const latest = new Map<string, Map<string, Reaction>>();
  for (const each of messages) {
    const target = isReaction(each) ? byName.get(each.reaction?.message_id ?? '') : undefined;
    const reaction = isReaction(each) ? counted(each) : null;
    if (reaction === null || (target === undefined && !reaction.outbound)) continue;
    placed.add(each.id);
    if (target === undefined) continue;
    const on = latest.get(target) ?? new Map<string, Reaction>();
    latest.set(target, on);
    if (reaction.emoji) on.set(personOf(each), reaction);
    else on.delete(personOf(each));
  }
  return { placed, on: new Map([...latest].map(([id, by]) => [id, [...by.values()]])) };
}

export function isReaction({ type, reaction }: Message): boolean {
  return type === 'reaction' && reaction !== undefined;
}

/** Our own reaction to a message, if there is one. */
export function ownReaction(reactions: readonly Reaction[]): string | null {
  return reactions.find(({ outbound }) => outbound)?.emoji ?? null;
}

/** One of ours that was not sent stays in the thread, with the reason. */
function counted({ direction, status, reaction, from_name }: Message): Reaction | null {
  const outbound = direction === 'outbound';
  if (outbound && (status === 'failed' || status === 'unknown')) return null;
  return { emoji: reaction?.emoji ?? '', who: from_name, outbound };
}

function personOf({ direction, from_number, from_name }: Message): string {
  return direction === 'outbound' ? 'us' : `customer ${from_number ?? from_name ?? ''}`;
}
