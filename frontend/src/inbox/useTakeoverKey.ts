/** Keys that work wherever the focus is: taking over and handing back with one of them. */
import { useEffect, useRef } from 'preact/hooks';
import { composing } from '../ui/keys';

export const TAKEOVER_KEYS = 'Alt+T';

type Key = Pick<
  KeyboardEvent,
  'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'isComposing' | 'keyCode'
>;

export function isTakeoverKey(event: Key): boolean {
  return isAltKey(event, 't');
}

/** By its place as well: on a Mac, Option makes another character of it. AltGr counts as Ctrl and Alt, and types. */
function isAltKey(event: Key, wanted: string): boolean {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event;
  const placed = code === `Key${wanted.toUpperCase()}` && !/^[a-z]$/i.test(key);
  return (key.toLowerCase() === wanted || placed) && altKey && !ctrlKey && !metaKey && !shiftKey && !composing(event);
}

export function useTakeoverKey(enabled: boolean, onKey: () => void): void {
  useAltKey('t', enabled, onKey);
}

/** Alt and this letter. */
export function useAltKey(letter: string, enabled: boolean, onKey: () => void): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    if (!enabled) return;
    const pressed = (event: KeyboardEvent) => {
      if (!isAltKey(event, letter) || event.repeat || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [enabled, letter]);
}
