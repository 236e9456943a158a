/**
 * The feed of changes: polled while the page is visible, one request at a time.
 *
 * Nothing is missed: whoever loads a page of data takes a `mark` before and calls `rewind(mark)` after, and what changed
 * in between comes again. So does switching conversations: an answer that was asked for another one is used, but does
 * not move the cursor.
 */
import type { Changes } from './contract';
import { asProblem } from './problem';

const EVERY_MS = 2_000;
const SLOWEST_MS = 30_000;

export type Connection = 'connecting' | 'live' | 'reconnecting';

export interface FeedOptions {
  fetchChanges(query: { since: string | null; conversation: string | null }): Promise<Changes>;
  onChanges(changes: Changes): void;
  onConnection(connection: Connection): void;
  /** The cursor is too old to go on from: everything shown must be loaded again. */
  onStale(): void;
}

/** A place in the feed to come back to. `turn` orders marks, as cursors themselves say nothing. */
export interface FeedMark {
  cursor: string;
  turn: number;
}

export interface Feed {
  /** Begins or goes on. Does nothing when running. */
  start(): void;
  stop(): void;
  open(conversation: string | null): void;
  mark(): Promise<FeedMark>;
  /** Goes back to the mark. Never forward, nor to before everything was declared stale. */
  rewind(mark: FeedMark): void;
  /** Asks now instead of at the next turn. Resolves when answered, or failed. */
  poll(): Promise<void>;
}

/** How long to wait after so many failures in a row. */
export function delayAfter(failures: number): number {
  return Math.min(EVERY_MS * 2 ** failures, SLOWEST_MS);
}

export function createFeed(options: FeedOptions): Feed {
  let cursor: string | null = null;
  let turn = 0;
  let firstValidTurn = 0;
  let conversation: string | null = null;
  /** Grows when the cursor was set or the question changed: an answer from before does not move the cursor. */
  let epoch = 0;
  let failures = 0;
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | null = null;

  async function ask(): Promise<void> {
    const asked = epoch;
    const since = cursor;
    try {
      const changes = await options.fetchChanges({ since, conversation });
      failures = 0;
      if (epoch === asked && cursor === since) {
        cursor = changes.cursor;
        turn += 1;
      }
      options.onConnection('live');
      options.onChanges(changes);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 410) {
        cursor = null;
        epoch += 1;
        turn += 1;
        firstValidTurn = turn;
        options.onStale();
      } else if (problem.status !== 401) {
        failures += 1;
        options.onConnection('reconnecting');
      }
    }
  }

  function poll(): Promise<void> {
    clearTimeout(timer);
    underWay ??= ask().finally(() => {
      underWay = null;
      clearTimeout(timer);
      if (running) timer = setTimeout(poll, delayAfter(failures));
    });
    return underWay;
  }

  return {
    start() {
      if (running) return;
      running = true;
      void poll();
    },
    stop() {
      running = false;
      clearTimeout(timer);
    },
    open(id) {
      if (conversation === id) return;
      conversation = id;
      epoch += 1;
    },
    async mark() {
      if (cursor === null) {
        const asked = epoch;
        const fresh = (await options.fetchChanges({ since: null, conversation: null })).cursor;
        if (cursor === null && epoch === asked) cursor = fresh;
        return { cursor: fresh, turn };
      }
      return { cursor, turn };
    },
    rewind(mark) {
      if (mark.turn >= turn || mark.turn < firstValidTurn) return;
      cursor = mark.cursor;
      turn = mark.turn;
      epoch += 1;
    },
    async poll() {
      // One that is under way may have been asked before the caller's change.
      await underWay;
      await poll();
    },
  };
}
