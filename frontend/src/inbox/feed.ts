/**
 * The feed of changes: polled every two seconds while the page is visible, more slowly while it is not, one request at a
 * time.
 *
 * Nothing is missed. Code that loads a page of data takes a `mark` before and calls `rewind(mark)` after; the changes in
 * between are then delivered again. A response about a conversation that is no longer open is used, but does not move
 * the cursor.
 */
import type { Changes } from './contract';
import { type FeedMark, FeedPosition, type Question } from './feedPosition';
import { asProblem } from './problem';

export type { FeedMark };

/** How often the feed asks. Browsers let a page that is not visible run once a second, later once a minute. */
export const PACE_MS = { visible: 2_000, hidden: 15_000 } as const;
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
  /** How long it waits between two polls from now on. When that is shorter than before, it polls at once. */
  pace(everyMs: number): void;
  open(conversation: string | null): void;
  mark(): Promise<FeedMark>;
  /** Goes back to the mark: never forward, and never to before the cursor expired. */
  rewind(mark: FeedMark): void;
  /** Polls now instead of at the next turn. Resolves after the response, or after a failure. */
  poll(): Promise<void>;
}

/** Milliseconds to wait after so many failures in a row. */
export function delayAfter(failures: number, everyMs: number = PACE_MS.visible): number {
  return Math.min(everyMs * 2 ** failures, SLOWEST_MS);
}

export function createFeed(options: FeedOptions): Feed {
  const position = new FeedPosition();
  let failures = 0;
  let everyMs: number = PACE_MS.visible;
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
      if (running) timer = setTimeout(poll, delayAfter(failures, everyMs));
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
    pace(ms) {
      const faster = ms < everyMs;
      everyMs = ms;
      if (faster && running) void poll();
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
