/** Tells the server that a person is typing: at most every 20 seconds, because the customer sees it for 25. */

const EVERY_MS = 20_000;

export interface Typing {
  /** The text has changed. */
  typed(text: string): void;
}

/** `tell` may fail: the customer then sees nothing of it. */
export function createTyping(tell: () => Promise<unknown>, now: () => number): Typing {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    typed(text) {
      if (text.trim() === '' || now() - toldAt < EVERY_MS) return;
      toldAt = now();
      void tell().catch(() => undefined);
    },
  };
}
