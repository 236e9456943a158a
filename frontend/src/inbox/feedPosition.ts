/** The position in the feed: the last response's cursor, the open conversation, and which responses may move the cursor. */

/** What changes are asked for. */
export interface Question {
  since: string | null;
  conversation: string | null;
  /** The conversations that are known to have changed, with commas between. Null: look also for new statuses. */
  named: string | null;
}

/** A position to go back to. `turn` orders marks, because cursors cannot be compared. */
export interface FeedMark {
  cursor: string;
  turn: number;
}

export class FeedPosition {
  private cursor: string | null = null;
  private conversation: string | null = null;
  private turn = 0;
  private firstValidTurn = 0;
  /** Grows when the cursor is set or the question changes: a response to an earlier question does not move the cursor. */
  private epoch = 0;
  /** Where the last look for statuses has come to: the next one begins there. */
  private looked: FeedMark | null = null;
  /** A look for statuses has further pages. */
  private looking = false;

  /** What to ask, and what to call with the response's cursor. Without `named` also for new statuses. */
  ask(named: string | null = null): { question: Question; answered: (cursor: string, more?: boolean) => void } {
    const { epoch, cursor, conversation } = this;
    const since = named === null && !this.looking ? (this.looked?.cursor ?? cursor) : cursor;
    const answered = (next: string, more = false) => {
      if (this.epoch !== epoch || this.cursor !== cursor) return;
      this.cursor = next;
      this.turn += 1;
      const looks = named === null || this.looking;
      if (looks && !more) this.looked = { cursor: next, turn: this.turn };
      this.looking = looks && more;
    };
    return { question: { since, conversation, named }, answered };
  }

  /** Asks about this conversation from now on: a response about the one before does not move the cursor. */
  open(conversation: string | null): void {
    if (this.conversation === conversation) return;
    this.conversation = conversation;
    this.epoch += 1;
  }

  /** The cursor has expired: a new one is needed, and earlier marks are ignored. */
  expire(): void {
    this.cursor = null;
    this.looked = null;
    this.looking = false;
    this.epoch += 1;
    this.turn += 1;
    this.firstValidTurn = this.turn;
  }

  /** The present position; without a cursor, that of the one that `fetchCursor` returns. */
  async mark(fetchCursor: () => Promise<string>): Promise<FeedMark> {
    if (this.cursor !== null) return { cursor: this.cursor, turn: this.turn };
    const { epoch } = this;
    const fresh = await fetchCursor();
    if (this.cursor === null && this.epoch === epoch) this.cursor = fresh;
    return { cursor: fresh, turn: this.turn };
  }

  /** Goes back to the mark: never forward, and never to before the cursor expired. */
  rewind(mark: FeedMark): void {
    if (mark.turn >= this.turn || mark.turn < this.firstValidTurn) return;
    this.cursor = mark.cursor;
    this.turn = mark.turn;
    if (this.looked !== null && this.looked.turn > mark.turn) this.looked = null;
    this.looking = false;
    this.epoch += 1;
  }
}
