/**
 * Which messages of a long thread are in the page, and how much room the others take. Those that were shown once are measured;
 * the height of the others is a guess until then.
 */

/** A short text with its time. */
const GUESS_PX = 56;
/** More than a tall screen shows, so that nothing is missing while one scrolls. */
const ABOVE = 50;
const BELOW = 60;
/** The range moves in steps, not with each message that is passed. */
export const STEP = 20;

/** `from` is shown, `to` is not any more. */
export interface Range {
  from: number;
  to: number;
}

export function rangeAround(center: number, count: number): Range {
  const from = Math.floor(Math.max(0, center - ABOVE) / STEP) * STEP;
  const to = Math.ceil((center + BELOW) / STEP) * STEP;
  return { from: Math.min(from, count), to: Math.min(to, count) };
}

export class Heights {
  private readonly measured = new Map<string, number>();

  set(id: string, height: number): void {
    this.measured.set(id, height);
  }

  /** Of the messages from one place up to another. */
  sum(ids: readonly string[], from: number, to: number): number {
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += this.of(ids[at]);
    return sum;
  }

  /** The place of the message at this height from the top of the first. */
  placeAt(ids: readonly string[], y: number): number {
    let top = 0;
    for (let at = 0; at < ids.length; at += 1) {
      top += this.of(ids[at]);
      if (top > y) return at;
    }
    return Math.max(0, ids.length - 1);
  }

  private of(id: string | undefined): number {
    return this.measured.get(id ?? '') ?? GUESS_PX;
  }
}
