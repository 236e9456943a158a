/** Names and labels that the page has seen: they are offered again. */
import type { Conversation } from '../contract';
import { colleague } from '../names';
import type { Note } from './calls';

export interface Known {
  names: readonly string[];
  labels: readonly string[];
}

export const NOTHING_KNOWN: Known = { names: [], labels: [] };

export function knownIn(conversations: readonly Conversation[], notes: readonly Pick<Note, 'author'>[]): Known {
  const names = conversations.flatMap(({ assigned_to, takeover }) => [
    assigned_to?.to ?? null,
    assigned_to?.by ?? null,
    takeover?.by ?? null,
  ]);
  return {
    names: sorted(
      [...names, ...notes.map(({ author }) => author)].flatMap((name) => (name && colleague(name, null) ? [name] : [])),
    ),
    labels: sorted(conversations.flatMap(({ labels }) => labels)),
  };
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => a.localeCompare(b));
}
