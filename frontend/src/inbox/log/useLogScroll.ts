/**
 * Scrolling of a thread: sticks to the end, and otherwise keeps what is read at its place, whatever is added, removed or grows
 * above it. Only the messages near what is seen are in the page.
 */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Range, rangeAround, STEP, withKept } from './heights';
import { LogView } from './logView';

/** Older messages are loaded before the person is at the first. */
const NEAR_TOP_PX = 400;

interface Options {
  /** Of what has a place in the thread, oldest first. The same array while they are the same. */
  ids: readonly string[];
  /** The person's pending messages: one more scrolls to the end. */
  own: number;
  /** The message that “unread” stands above: the thread begins there. */
  unread: string | null;
}

export interface LogScroll {
  box: RefObject<HTMLElement | null>;
  list: RefObject<HTMLOListElement | null>;
  /** What is in the page, and the room that the others take. */
  range: Range;
  above: number;
  below: number;
  /** The newest message is not in sight. */
  away: boolean;
  /** New messages since then. */
  unseen: number;
  toEnd(): void;
  nearTop(): boolean;
  onScroll(): void;
  /**
   * Scrolls to a message, and moves the focus to it: a screen reader reads it, and Tab goes on from there. False: it has no
   * place in the thread.
   */
  reveal(id: string): boolean;
}

export function useLogScroll({ ids, own, unread }: Options): LogScroll {
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const view = useRef<LogView | null>(null);
  // The message that the range is around; null at the end.
  const [around, setAround] = useState<string | null>(unread);
  const [playing, setPlaying] = useState<string | null>(null);
  const [away, setAway] = useState(false);
  const [unseen, setUnseen] = useState(0);
  const center = useMemo(() => placeOf(ids, around) ?? ids.length - 1, [ids, around]);
  const rangeAt = (place: number, kept: string | null) =>
    withKept(rangeAround(place, ids.length), placeOf(ids, kept) ?? -1);
  const range = rangeAt(center, playing);
  view.current?.heights.use(ids);

  const note = () => {
    const seen = view.current?.note(ids);
    if (!seen) return;
    const heard = view.current?.playing() ?? null;
    setPlaying(heard);
    setAway(!seen.atEnd);
    if (seen.atEnd) setUnseen(0);
    if (seen.atEnd) setAround(null);
    else if (around === null || Math.abs(seen.place - center) >= STEP) {
      view.current?.keepFocus(ids, rangeAt(seen.place, heard));
      setAround(ids[seen.place] ?? null);
    }
  };
  const toEnd = () => {
    setPlaying(view.current?.playing() ?? null);
    view.current?.toEnd();
    setAround(null);
    setAway(false);
    setUnseen(0);
  };
  const settle = () => {
    if (view.current?.settle()) note();
  };
  useLayoutEffect(() => {
    if (box.current && list.current) view.current ??= new LogView(box.current, list.current);
  }, []);
  const onUnread = () => {
    view.current?.toUnread();
    note();
  };
  useAfterChange({ ids, own, unread, range, view, settle, toEnd, onUnread, setUnseen });
  useOnResize(box, settle);

  return {
    box,
    list,
    range,
    above: view.current?.heights.before(range.from) ?? 0,
    below: view.current?.heights.from(range.to) ?? 0,
    away,
    unseen,
    toEnd,
    nearTop: () => (box.current?.scrollTop ?? NEAR_TOP_PX) < NEAR_TOP_PX,
    onScroll: note,
    reveal(id) {
      if (!view.current || placeOf(ids, id) === null) return false;
      view.current.sticking = false;
      view.current.sought = id;
      if (view.current.has(id)) settle();
      else setAround(id);
      return true;
    },
  };
}

/** Looked for from the newest on: an index of a long thread would be made again with each page. */
function placeOf(ids: readonly string[], id: string | null): number | null {
  const place = id === null ? -1 : ids.lastIndexOf(id);
  return place < 0 ? null : place;
}

interface Change extends Options {
  range: Range;
  view: RefObject<LogView | null>;
  settle: () => void;
  toEnd: () => void;
  onUnread: () => void;
  setUnseen: (next: (count: number) => number) => void;
}

/** After each time the page has changed: where it is scrolled to, and what came below that. */
function useAfterChange({ ids, own, unread, range, view, settle, toEnd, onUnread, setUnseen }: Change): void {
  const before = useRef<{ last: string | undefined; own: number; unread: string | null } | null>(null);
  // Each time, because what is in the page may have another height.
  useLayoutEffect(() => {
    const at = view.current;
    if (!at) return;
    at.heights.use(ids);
    at.measure(range.from);
    const was = before.current;
    const last = ids.at(-1);
    before.current = { last, own, unread };
    if (unread !== null && unread !== was?.unread && at.untouched) onUnread();
    else if (was !== null && own > was.own) toEnd();
    else settle();
    if (was === null || last === was.last || at.sticking) return;
    const since = placeOf(ids, was.last ?? null) ?? ids.length - 2;
    setUnseen((count) => count + Math.max(1, ids.length - 1 - since));
  });
}

/** A taller composer, a rotated phone, “is writing…”: what is read stays where it is, and the end stays visible. */
function useOnResize(box: RefObject<HTMLElement | null>, settle: () => void): void {
  const latest = useRef(settle);
  latest.current = settle;
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const observer = new ResizeObserver(() => latest.current());
    observer.observe(at);
    if (at.firstElementChild) observer.observe(at.firstElementChild);
    return () => observer.disconnect();
  }, [box]);
}
