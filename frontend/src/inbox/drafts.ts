/**
 * Unsent texts, by conversation. They are kept in the tab through reloads and through signing in again, and are never
 * shown to another person who signs in there.
 */
import type { KeyValueStorage } from '../ui/storage';
import { restoredDraft } from './pending';

const STORAGE_KEY = 'relais.drafts';

export interface Drafts {
  get(id: string): string | undefined;
  /** An empty text removes. */
  set(id: string, text: string): void;
}

/** `owner` is empty for an admin token, which names nobody. */
export function createDrafts(storage: KeyValueStorage, owner: string): Drafts {
  const texts = new Map(textsOf(storage.read(STORAGE_KEY), owner));
  return {
    get: (id) => texts.get(id),
    set(id, text) {
      if (text === '') texts.delete(id);
      else texts.set(id, text);
      storage.write(STORAGE_KEY, texts.size === 0 ? null : JSON.stringify({ owner, texts: [...texts] }));
    },
  };
}

/** The text goes to the conversation that the one it was written in was joined into. */
export function moveDraft(drafts: Drafts, from: string, to: string): void {
  const text = drafts.get(from);
  if (text === undefined || from === to) return;
  drafts.set(to, restoredDraft(text, drafts.get(to)));
  drafts.set(from, '');
}

export function forgetDrafts(storage: KeyValueStorage): void {
  storage.write(STORAGE_KEY, null);
}

function textsOf(stored: string | null, owner: string): [string, string][] {
  try {
    const { owner: whose, texts } = JSON.parse(stored ?? '') as { owner: unknown; texts: [string, string][] };
    return whose === owner ? texts : [];
  } catch {
    return [];
  }
}
