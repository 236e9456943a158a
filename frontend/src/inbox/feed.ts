/**
 * The feed of changes, one request at a time. While the server's stream is open, it is asked when the stream says that
 * something changed, and once a minute; without a stream every two seconds, and less often while nobody looks.
 *
 * Nothing is missed. The cursor says what is known, and the stream only when to ask. Code that loads a first page takes a
 * `mark` before and calls `rewind(mark)` after; the changes in between are then delivered again. What is delivered while any
 * page is under way is applied again once that is shown (`usePaging.ts`): the server finds some changes only while they are
 * named. A response about a conversation that is no longer open is used, but does not move the cursor. After a gap of more than ten minutes all that
 * is shown is loaded again: what changes without an activity is looked for only among what was active since.
 */
import type { Changes } from './contract';
import { type FeedMark, FeedPosition, type Question } from './feedPosition';
import { PACE_MS } from './pace';
import { asProblem } from './problem';

export type { FeedMark };

const SLOWEST_MS = 30_000;
/** Between the beginnings of two questions that the stream causes. */
const APART_MS = 600;
/** How often statuses are looked for without a stream, and the longest gap after which they can still be. */
const LOOK_MS = 10_000;
const LONGEST_GAP_MS = 10 * 60_000;
/** More are not named. */
const MOST_NAMED = 50;

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
  /** Whether the stream is open. When it opens or ends, everything is looked for once. */
  pushed(open: boolean): void;
  /** The stream says that these have changed; null: that some have. */
  changed(conversations: readonly string[] | null): void;
  open(conversation: string | null): void;
  mark(): Promise<FeedMark>;
  /** Goes back to the mark: never forward, and never to before the cursor expired. */
  rewind(mark: FeedMark): void;
  /** Polls now instead of at the next turn. Resolves after the response, or after a failure. */
  poll(): Promise<void>;
}

/** Milliseconds to wait after so many failures in a row. */
export function delayAfter(failures: number, everyMs: number = PACE_MS.visible): number {
  return failures === 0 ? everyMs : Math.max(Math.min(everyMs * 2 ** failures, SLOWEST_MS), PACE_MS.visible);
}

export function createFeed(options: FeedOptions): Feed {
  return new PollingFeed(options);
}

class PollingFeed implements Feed {
  private readonly options: FeedOptions;
  private readonly position = new FeedPosition();
  private failures = 0;
  private everyMs: number = PACE_MS.visible;
  private running = false;
  private streaming = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private underWay: Promise<void> | null = null;
  private begunAt = 0;
  private lookedAt = 0;
  private answeredAt: number | null = null;
  /** What the stream has named since the last question; null: everything is to be looked for. */
  private named: Set<string> | null = null;
  /** The stream has said something since the last question. */
  private told = false;
  /** The last response was not the last page. */
  private more = false;

  constructor(options: FeedOptions) {
    this.options = options;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.begin();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  pace(everyMs: number): void {
    const faster = everyMs < this.everyMs;
    this.everyMs = everyMs;
    if (faster && this.running) void this.begin();
  }

  pushed(open: boolean): void {
    if (open === this.streaming) return;
    this.streaming = open;
    if (open) this.failures = 0;
    this.changed(null);
  }

  changed(conversations: readonly string[] | null): void {
    if (conversations === null) this.named = null;
    for (const each of conversations ?? []) this.named?.add(each);
    this.told = true;
    if (this.underWay === null && this.failures === 0) this.schedule();
  }

  open(conversation: string | null): void {
    this.position.open(conversation);
  }

  mark(): Promise<FeedMark> {
    const nothing = { since: null, conversation: null, named: null };
    return this.position.mark(async () => (await this.options.fetchChanges(nothing)).cursor);
  }

  rewind(mark: FeedMark): void {
    this.position.rewind(mark);
  }

  /** A property: callers pass it on without the feed. */
  readonly poll = async (): Promise<void> => {
    // A poll that is under way may have started before the caller's change.
    await this.underWay;
    await this.begin();
  };

  private begin(): Promise<void> {
    clearTimeout(this.timer);
    this.underWay ??= this.ask().finally(() => {
      this.underWay = null;
      this.schedule();
    });
    return this.underWay;
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.running) this.timer = setTimeout(() => void this.begin(), this.untilNext());
  }

  private untilNext(): number {
    if (this.failures > 0) return delayAfter(this.failures, this.everyMs);
    if (this.more) return 0;
    return this.told ? Math.max(0, this.begunAt + APART_MS - Date.now()) : this.everyMs;
  }

  /** Null: everything. Without a stream nothing is known, and statuses are looked for now and then. */
  private names(): string[] | null {
    if (this.named === null || this.named.size > MOST_NAMED) return null;
    const lookedFor = Date.now() - this.lookedAt;
    if (!this.streaming) return lookedFor < LOOK_MS ? [...this.named] : null;
    // Also while something is named all the time, everything is asked for once in a while.
    return (this.told || this.more) && lookedFor < this.everyMs ? [...this.named] : null;
  }

  private async ask(): Promise<void> {
    this.begunAt = Date.now();
    const asked = this.names();
    if (asked === null) this.lookedAt = this.begunAt;
    this.named = new Set();
    this.told = false;
    const { question, answered } = this.position.ask(asked?.join(',') ?? null);
    try {
      const changes = await this.options.fetchChanges(question);
      answered(changes.cursor, changes.more);
      this.succeeded(changes);
    } catch (error) {
      // What was named is still to be asked for.
      this.named = asked === null || this.named === null ? null : new Set([...asked, ...this.named]);
      this.failed(asProblem(error).status);
    }
  }

  private succeeded(changes: Changes): void {
    const gap = this.answeredAt === null ? 0 : this.begunAt - this.answeredAt;
    this.answeredAt = this.begunAt;
    this.failures = 0;
    this.more = changes.more;
    this.options.onConnection('live');
    this.options.onChanges(changes);
    if (gap > LONGEST_GAP_MS) this.options.onStale();
  }

  private failed(status: number): void {
    this.more = false;
    if (status === 410) {
      this.position.expire();
      this.options.onStale();
    } else if (status !== 401) {
      this.failures += 1;
      this.options.onConnection('reconnecting');
    }
  }
}
