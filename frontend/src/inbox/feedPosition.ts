/** The position in the feed: the last response's cursor, the open conversation, and which responses may move the cursor. */

/** What changes are asked for. */
export interface Question {
  since: string | null;
  conversation: string | null;
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

  /** What to ask, and what to call with the response's cursor. */
  ask(): { question: Question; answered: (cursor: string) => void } {
    const { epoch, cursor: since, conversation } = this;
    const answered = (cursor: string) => {
      if (this.epoch !== epoch || this.cursor !== since) return;
      this.cursor = cursor;
      this.turn += 1;
    };
    return { question: { since, conversation }, answered };
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
    this.epoch += 1;
  }
}
