/** One tab at a time. */
export interface Lock {
  /** Runs it once no other tab does something under the name. */
  hold(name: string, run: () => Promise<void>): Promise<void>;
  /** Runs it only if nobody does something under the name now. */
  ifFree(name: string, run: () => void): Promise<void>;
}

/**
 * Web Locks, which end with their tab. A page without them (http on another address than this machine) goes without: the
 * idempotency key still makes the server send once.
 */
export const betweenTabs: Lock = {
  async hold(name, run) {
    if ('locks' in navigator) await navigator.locks.request(name, run);
    else await run();
  },
  async ifFree(name, run) {
    if (!('locks' in navigator)) return run();
    await navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) run();
    });
  },
};
