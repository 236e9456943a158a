/**
 * The server's time. It can differ from the browser's: clocks are wrong, and the simulation can move the server's time
 * ahead to close the 24-hour window. It is learned from `now` in a response, else from the `Date` header.
 */
import { useEffect, useState } from 'preact/hooks';

/** Smaller differences mean nothing: a response takes time, and the header has whole seconds. */
const NOTABLE_MS = 5_000;

let aheadMs = 0;
let isStated = false;
const listeners = new Set<() => void>();

export function serverNow(): number {
  return Date.now() + aheadMs;
}

export function learnServerTime(body: unknown, dateHeader: string | null): void {
  const stated = typeof body === 'object' && body !== null && 'now' in body ? Date.parse(String(body.now)) : Number.NaN;
  if (!Number.isNaN(stated)) {
    isStated = true;
    setAhead(stated - Date.now());
  } else if (!isStated && dateHeader !== null) {
    setAhead(Date.parse(dateHeader) - Date.now());
  }
}

function setAhead(ms: number): void {
  if (Number.isNaN(ms) || Math.abs(ms - aheadMs) < NOTABLE_MS) return;
  aheadMs = ms;
  for (const listener of listeners) listener();
}

/** The server's present time in milliseconds, updated every `everyMs` and when a response shows another time. */
export function useServerNow(everyMs: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const update = () => setNow(serverNow());
    update();
    const timer = setInterval(update, everyMs);
    listeners.add(update);
    return () => {
      clearInterval(timer);
      listeners.delete(update);
    };
  }, [everyMs]);
  return now;
}
