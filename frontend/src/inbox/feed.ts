/**
 * The feed of changes: polled while the page is visible, one request at a time.
 *
 * Nothing is missed. Code that loads a page of data takes a `mark` before and calls `rewind(mark)` after; the changes in
 * between are then delivered again. A response about a conversation that is no longer open is used, but does not move
 * the cursor.
 */
import type { Changes } from './contract';
import { type FeedMark, FeedPosition, type Question } from './feedPosition';
import { asProblem } from './problem';

export type { FeedMark };

const EVERY_MS = 2_000;
const SLOWEST_MS = 30_000;

export type Connection = 'connecting' | 'live' | 'reconnecting';

export interface FeedOptions {
  fetchChanges(question: Question): Promise<Changes>;
  onChanges(changes: Changes): void;
  onConnection(connection: Connection): void;
  /** The cursor has expired: everything shown must be loaded again. */
  onStale(): void;
}

export interface Feed {
  /** Starts or resumes polling. Does nothing while it runs. */
  start(): void;
  stop(): void;
  open(conversation: string | null): void;
  mark(): Promise<FeedMark>;
  /** Goes back to the mark: never forward, and never to before the cursor expired. */
  rewind(mark: FeedMark): void;
  /** Polls now instead of at the next turn. Resolves after the response, or after a failure. */
  poll(): Promise<void>;
}

/** Milliseconds to wait after so many failures in a row. */
export function delayAfter(failures: number): number {
  return Math.min(EVERY_MS * 2 ** failures, SLOWEST_MS);
}

export function createFeed(options: FeedOptions): Feed {
  const position = new FeedPosition();
  let failures = 0;
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | null = null;

  async function ask(): Promise<void> {
    const { question, answered } = position.ask();
    try {
      const changes = await options.fetchChanges(question);
      failures = 0;
      answered(changes.cursor);
      options.onConnection('live');
      options.onChanges(changes);
    } catch (error) {
      const { status } = asProblem(error);
      if (status === 410) {
        position.expire();
        options.onStale();
      } else if (status !== 401) {
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
    open: (conversation) => position.open(conversation),
    mark: () => position.mark(async () => (await options.fetchChanges({ since: null, conversation: null })).cursor),
    rewind: (mark) => position.rewind(mark),
    async poll() {
      // A poll that is under way may have started before the caller's change.
      await underWay;
      await poll();
    },
  };
}
