/** Finding emoji by their names, and those that were used last. */
import type { KeyValueStorage } from '../../../ui/storage';
import type { Emoji } from './table';

const STORAGE_KEY = 'relais.emoji';
const MOST_RECENT = 16;

/** By the beginning of any word, in any language; accents make no difference. */
export function found(all: readonly Emoji[], query: string): Emoji[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return all.filter((each) => {
    const names = plain(Object.values(each.names).join(' ')).split(/[\s’-]+/);
    return words.every((word) => names.some((name) => name.startsWith(word)));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe');
}

export function recentEmoji(storage: KeyValueStorage): string[] {
  try {
    const kept: unknown = JSON.parse(storage.read(STORAGE_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string').slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}

export function usedEmoji(storage: KeyValueStorage, sign: string): void {
  const others = recentEmoji(storage).filter((each) => each !== sign);
  storage.write(STORAGE_KEY, JSON.stringify([sign, ...others].slice(0, MOST_RECENT)));
}
