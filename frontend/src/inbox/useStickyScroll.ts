/** Scrolling of a thread: sticks to the end, and keeps its position when older messages are added above. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const AT_END_PX = 48;
const AT_TOP_PX = 80;

/** `ids` of what is shown, oldest first; `own` counts the person's pending messages, which scroll to the end. */
export function useStickyScroll(ids: readonly string[], own: number) {
  const ref = useRef<HTMLElement>(null);
  const sticking = useRef(true);
  const before = useRef<{ first: string | undefined; last: string | undefined; height: number; own: number } | null>(
    null,
  );
  const [unseen, setUnseen] = useState(0);
  const first = ids[0];
  const last = ids.at(-1);

  const toEnd = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    sticking.current = true;
    box.scrollTop = box.scrollHeight;
    setUnseen(0);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new array each time; its ends and its length say what changed
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const was = before.current;
    if (was === null || own > was.own) {
      toEnd();
    } else {
      if (first !== was.first && ids.includes(was.first ?? '')) box.scrollTop += box.scrollHeight - was.height;
      if (sticking.current) toEnd();
      else if (last !== was.last)
        setUnseen((count) => count + Math.max(1, ids.length - 1 - ids.indexOf(was.last ?? '')));
    }
    before.current = { first, last, height: box.scrollHeight, own };
  }, [first, last, ids.length, own, toEnd]);

  // A taller composer, a rotated phone, “is writing…”: the end stays visible.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (sticking.current) box.scrollTop = box.scrollHeight;
      if (before.current) before.current.height = box.scrollHeight;
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, []);

  return {
    ref,
    unseen,
    toEnd,
    atTop: () => (ref.current?.scrollTop ?? AT_TOP_PX) < AT_TOP_PX,
    onScroll: () => {
      const box = ref.current;
      if (!box) return;
      sticking.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX;
      if (sticking.current) setUnseen(0);
    },
  };
}
