/** Where the feed stands: the cursor of the last answer, the open conversation, and which answers may move the cursor. */

/** What changes are asked for. */
export interface Question {
  since: string | null;
  conversation: string | null;
}

/** A place in the feed to come back to. `turn` orders marks, as cursors themselves say nothing. */
export interface FeedMark {
  cursor: string;
  turn: number;
}

export class FeedPosition {
  private cursor: string | null = null;
  private conversation: string | null = null;
  private turn = 0;
  private firstValidTurn = 0;
  /** Grows when the cursor was set or the question changed: an answer from before does not move the cursor. */
  private epoch = 0;

  /** What to ask, and what to call with the answer's cursor. */
  ask(): { question: Question; answered: (cursor: string) => void } {
    const { epoch, cursor: since, conversation } = this;
    const answered = (cursor: string) => {
      if (this.epoch !== epoch || this.cursor !== since) return;
      this.cursor = cursor;
      this.turn += 1;
    };
    return { question: { since, conversation }, answered };
  }

  /** Asks about this conversation from now on: an answer about the one before does not move the cursor. */
  open(conversation: string | null): void {
    if (this.conversation === conversation) return;
    this.conversation = conversation;
    this.epoch += 1;
  }

  /** The cursor is too old: it starts anew, and earlier marks do not count. */
  expire(): void {
    this.cursor = null;
    this.epoch += 1;
    this.turn += 1;
    this.firstValidTurn = this.turn;
  }

  /** The present place; without one, that of the cursor which `fetchCursor` brings. */
  async mark(fetchCursor: () => Promise<string>): Promise<FeedMark> {
    if (this.cursor !== null) return { cursor: this.cursor, turn: this.turn };
    const { epoch } = this;
    const fresh = await fetchCursor();
    if (this.cursor === null && this.epoch === epoch) this.cursor = fresh;
    return { cursor: fresh, turn: this.turn };
  }

  /** Goes back to the mark. Never forward, nor to before the cursor expired. */
  rewind(mark: FeedMark): void {
    if (mark.turn >= this.turn || mark.turn < this.firstValidTurn) return;
    this.cursor = mark.cursor;
    this.turn = mark.turn;
    this.epoch += 1;
  }
}
