/** Taking over and handing back with one key, wherever the focus is. */
import { useEffect, useRef } from 'preact/hooks';
import { composing } from '../ui/keys';

export const TAKEOVER_KEYS = 'Alt+T';

type Key = Pick<
  KeyboardEvent,
  'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'isComposing' | 'keyCode'
>;

/** By its place as well: on a Mac, Option makes another character of it. AltGr counts as Ctrl and Alt, and types. */
export function isTakeoverKey(event: Key): boolean {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event;
  const letter = key.toLowerCase() === 't' || (code === 'KeyT' && !/^[a-z]$/i.test(key));
  return letter && altKey && !ctrlKey && !metaKey && !shiftKey && !composing(event);
}

export function useTakeoverKey(enabled: boolean, onKey: () => void): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    if (!enabled) return;
    const pressed = (event: KeyboardEvent) => {
      if (!isTakeoverKey(event) || event.repeat || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [enabled]);
}
