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

/** A message that stays in the page is kept so far, and no further. */
const MOST_KEPT = 500;

/** With the message at `kept` in it: -1 for none. */
export function withKept({ from, to }: Range, kept: number): Range {
  if (kept < 0 || kept < to - MOST_KEPT || kept >= from + MOST_KEPT) return { from, to };
  return { from: Math.min(from, kept), to: Math.max(to, kept + 1) };
}

export function rangeAround(center: number, count: number): Range {
  const from = Math.floor(Math.max(0, center - ABOVE) / STEP) * STEP;
  const to = Math.ceil((center + BELOW) / STEP) * STEP;
  return { from: Math.min(from, count), to: Math.min(to, count) };
}

/**
 * The heights of the messages of one thread. It remembers one place and the height before it, and walks from there: a step of
 * scrolling costs as much as it passes, whatever the thread's length.
 */
export class Heights {
  private readonly measured = new Map<string, number>();
  private ids: readonly string[] = [];
  private total = 0;
  /** All before this place is `top` high. */
  private place = 0;
  private top = 0;

  /** The messages that the places are of. */
  use(ids: readonly string[]): void {
    if (ids === this.ids) return;
    const older = ids.length - this.ids.length;
    // Those of before, and older ones: what is known of a long thread is not added up again.
    if (older > 0 && this.ids.length > 0 && this.ids.every((id, place) => id === ids[older + place])) {
      const height = this.sum(ids.slice(0, older));
      this.place += older;
      this.top += height;
      this.total += height;
    } else {
      this.place = 0;
      this.top = 0;
      this.total = this.sum(ids);
    }
    this.ids = ids;
  }

  set(place: number, height: number): void {
    const id = this.ids[place];
    if (id === undefined) return;
    const more = height - this.of(id);
    this.measured.set(id, height);
    this.total += more;
    if (place < this.place) this.top += more;
  }

  /** Of all messages before the place. */
  before(place: number): number {
    while (this.place < place && this.place < this.ids.length) this.forward();
    while (this.place > place) this.back();
    return this.top;
  }

  /** Of all messages from the place on. Never less than none, to which the fractions of many heights can add up. */
  from(place: number): number {
    return place < this.ids.length ? Math.max(0, this.total - this.before(place)) : 0;
  }

  /** The place of the message at this height from the top of the first. */
  placeAt(y: number): number {
    while (this.place > 0 && y < this.top) this.back();
    while (this.place < this.ids.length - 1 && y >= this.top + this.of(this.ids[this.place])) this.forward();
    return Math.min(this.place, Math.max(0, this.ids.length - 1));
  }

  private forward(): void {
    this.top += this.of(this.ids[this.place]);
    this.place += 1;
  }

  private back(): void {
    this.place -= 1;
    // Fractions of many heights add up to a little less than none, and a browser leaves a negative padding as it was before.
    this.top = this.place === 0 ? 0 : this.top - this.of(this.ids[this.place]);
  }

  private sum(ids: readonly string[]): number {
    return ids.reduce((sum, id) => sum + this.of(id), 0);
  }

  private of(id: string | undefined): number {
    return this.measured.get(id ?? '') ?? GUESS_PX;
  }
}
