/** The scrolled box of a thread, as the page has laid it out: what is seen, and keeping that at its place. */
import { Heights, type Range } from './heights';

const AT_END_PX = 48;

/** What is seen: whether the end is, and the place of the first message. */
export interface Seen {
  atEnd: boolean;
  place: number;
}

export class LogView {
  readonly heights = new Heights();
  /** The end is in sight, and stays there. */
  sticking = true;
  /** The message to go to once it is in the page. */
  sought: string | null = null;
  /** Where “unread” was scrolled to. */
  private unreadTop: number | null = null;
  private readonly box: HTMLElement;
  private readonly list: HTMLElement;
  /** The first message in sight, and where it is. */
  private anchor: { id: string; top: number } | null = null;

  constructor(box: HTMLElement, list: HTMLElement) {
    this.box = box;
    this.list = list;
  }

  /** Notes what is seen: after the person has scrolled, and after the page has. */
  note(ids: readonly string[]): Seen {
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    this.sticking = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    const place = this.heights.placeAt(scrollTop - this.list.offsetTop);
    const id = ids[place];
    const row = id === undefined ? null : this.row(id);
    this.anchor = id !== undefined && row ? { id, top: this.topOf(row) } : null;
    return { atEnd: this.sticking, place };
  }

  toEnd(): void {
    this.sticking = true;
    this.box.scrollTop = this.box.scrollHeight;
  }

  /** Puts what was seen back at its place. True: it went to the message that was sought instead. */
  settle(): boolean {
    const found = this.sought === null ? null : this.row(this.sought);
    if (found) {
      this.sought = null;
      // The search of the conversation keeps the focus, for the next message.
      if (!document.activeElement?.closest('search')) found.focus({ preventScroll: true });
      found.scrollIntoView({ block: 'center' });
      return true;
    }
    if (this.sticking) this.toEnd();
    else if (this.anchor) {
      const row = this.row(this.anchor.id);
      const moved = row ? this.topOf(row) - this.anchor.top : 0;
      if (Math.abs(moved) >= 1) this.box.scrollTop += moved;
    }
    return false;
  }

  /** Nobody has scrolled since it was opened. */
  get untouched(): boolean {
    return this.sticking || this.box.scrollTop === this.unreadTop;
  }

  toUnread(): void {
    const mark = this.list.querySelector<HTMLElement>(':scope > .unread-mark');
    if (mark) this.box.scrollTop += this.topOf(mark) - this.box.clientHeight / 5;
    this.unreadTop = this.box.scrollTop;
  }

  /**
   * Each message is as tall as from the end of the one before it to its own: with the heading of its day. `first` is the place of
   * the first in the page.
   */
  measure(first: number): void {
    let top = this.list.getBoundingClientRect().top + Number.parseFloat(this.list.style.paddingTop || '0');
    let place = first;
    for (const row of this.list.children) {
      if (!(row instanceof HTMLElement) || row.dataset.id === undefined) continue;
      const { bottom } = row.getBoundingClientRect();
      this.heights.set(place, bottom - top);
      place += 1;
      top = bottom;
    }
  }

  /** The keyboard's focus is not lost with a message that leaves the page. */
  keepFocus(ids: readonly string[], next: Range): void {
    const focused = document.activeElement;
    if (!focused || !this.list.contains(focused)) return;
    const row = [...this.list.children].find((each) => each.contains(focused));
    const place = row instanceof HTMLElement ? ids.indexOf(row.dataset.id ?? '') : -1;
    if (place >= 0 && (place < next.from || place >= next.to)) this.box.focus({ preventScroll: true });
  }

  /** The message whose sound or film is being played: it would stop if it left the page. */
  playing(): string | null {
    const sounds = [...this.list.querySelectorAll<HTMLMediaElement>('audio, video')];
    const playing = sounds.find(({ paused }) => !paused);
    const row = playing && [...this.list.children].find((each) => each.contains(playing));
    return row instanceof HTMLElement ? (row.dataset.id ?? null) : null;
  }

  has(id: string): boolean {
    return this.row(id) !== null;
  }

  private row(id: string): HTMLElement | null {
    return this.list.querySelector<HTMLElement>(`:scope > [data-id="${CSS.escape(id)}"]`);
  }

  private topOf(element: HTMLElement): number {
    return element.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
  }
}
