/** When this computer has slept. A page that stays visible is not told: its timers stop, and go on as if no time had passed. */

const LOOK_MS = 5_000;
/** A timer of a visible page is never this late. What says nothing for less long may still be open. */
const SLEPT_MS = 20_000;

/** Calls back each time that the clock has gone on without the timers. Returns what ends it. */
export function onWake(woke: () => void): () => void {
  let before = Date.now();
  const timer = setInterval(() => {
    const passed = Date.now() - before;
    before += passed;
    if (passed > SLEPT_MS) woke();
  }, LOOK_MS);
  return () => clearInterval(timer);
}
