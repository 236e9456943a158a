import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}

/** Whether the page can be seen at all: not in a background tab, not minimised. */
export function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const update = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}

/** `value`, once it has not changed for `ms`. */
export function useDebounced<T>(value: T, ms: number): T {
  const [debounced, setDebounced] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return debounced;
}

/** The browser asks before the page is left while `waits` returns true. */
export function useAskBeforeLeaving(waits: () => boolean): void {
  const latest = useRef(waits);
  latest.current = waits;
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (latest.current()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
}

/** A text of this length fills any box: to measure it would only take time, seconds for some. */
const FILLS = 6_000;

/** Keeps a text box as tall as its text. */
export function useFittingHeight(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const box = input.current;
    if (!box) return;
    if (text.length > FILLS) {
      box.style.height = '100vh';
      return;
    }
    // A bar to scroll would make the lines shorter while it is measured.
    box.style.overflowY = 'hidden';
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
    box.style.overflowY = '';
  }, [input, text]);
}

/** Returns what is called before a change: once that is shown, what `find` finds has the focus. */
export function useFocusAfter(): (find: () => HTMLElement | null | undefined) => void {
  const wanted = useRef<(() => HTMLElement | null | undefined) | null>(null);
  useLayoutEffect(() => {
    const find = wanted.current;
    wanted.current = null;
    find?.()?.focus();
  });
  return useCallback((find) => {
    wanted.current = find;
  }, []);
}

/** A number for an effect to depend on, and the function that makes the effect run again. */
export function useReload(): [reloads: number, reload: () => void] {
  const [reloads, setReloads] = useState(0);
  return [reloads, useCallback(() => setReloads((count) => count + 1), [])];
}
