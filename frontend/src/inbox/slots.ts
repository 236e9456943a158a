/**
 * How many streams one browser has at the same time. It opens six connections to a server for all of its windows, and a stream
 * keeps one: with six streams nothing else is answered any more. A window without a stream asks every two seconds.
 */
const SLOTS = ['relais.stream.1', 'relais.stream.2', 'relais.stream.3'];

/** Takes one, and returns what gives it back; null while all are taken. A browser without locks has no limit. */
export async function takeSlot(locks: Pick<LockManager, 'request'> | undefined): Promise<(() => void) | null> {
  if (locks === undefined) return () => undefined;
  for (const name of SLOTS) {
    const giveBack = await new Promise<(() => void) | null>((resolve) => {
      const hold = (lock: Lock | null) => {
        if (lock !== null) return new Promise<void>((release) => resolve(release));
        resolve(null);
        return Promise.resolve();
      };
      locks.request(name, { ifAvailable: true }, hold).catch(() => resolve(null));
    });
    if (giveBack !== null) return giveBack;
  }
  return null;
}
