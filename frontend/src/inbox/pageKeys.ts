/** `G`, then a letter, goes to a page, as in other mailboxes. */
import { useEffect } from 'preact/hooks';
import { composing, isTyped } from '../ui/keys';
import { hashOf, type PageName, pageHash } from './route';

export const PAGE_KEYS: Readonly<Record<string, PageName | 'inbox'>> = {
  i: 'inbox',
  h: 'health',
  u: 'usage',
  p: 'people',
  s: 'settings',
};

/** The second key is waited for no longer. */
const TOGETHER_MS = 1_500;

type Key = Pick<
  KeyboardEvent,
  'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'keyCode' | 'target'
>;

/** The Latin letter, by the key's place where the keyboard writes another script; null of anything else, and in a field. */
export function letterOf({ key, code, altKey, ctrlKey, metaKey, target, ...composition }: Key): string | null {
  if (altKey || ctrlKey || metaKey || composing(composition) || isTyped(target)) return null;
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const isLetter = /^\p{L}+$/u.test(key) && [...key].length <= 2;
  return isLetter ? (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null) : null;
}

/** Returns what takes each letter with its time, and gives the address to go to. */
export function pageKeys(): (letter: string | null, at: number) => string | null {
  let begun: number | null = null;
  return (letter, at) => {
    const name = begun !== null && at - begun <= TOGETHER_MS && letter !== null ? PAGE_KEYS[letter] : undefined;
    begun = letter === 'g' ? at : null;
    if (name === undefined) return null;
    return name === 'inbox' ? hashOf(null) : pageHash(name, null);
  };
}

export function usePageKeys(): void {
  useEffect(() => {
    const press = pageKeys();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.repeat || event.key === 'Shift') return;
      const letter = document.querySelector('dialog[open]') ? null : letterOf(event);
      const address = press(letter, event.timeStamp);
      if (address === null) return;
      event.preventDefault();
      location.hash = address;
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
