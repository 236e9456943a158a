/**
 * Hears which conversations change, by the server's stream or by a socket. Either only says when to ask: what changed is asked
 * for by the cursor. So an event that is lost with a connection is found by the next question.
 */
import { asProblem } from './problem';
import { takeSlot } from './slots';

const RETRY_MS = { first: 1_000, slowest: 30_000 } as const;

/** What one connection tells. */
export interface Listener {
  signal: AbortSignal;
  /** It says now what changes. May be told again. */
  opened(): void;
  /** These have changed; null: some have. */
  changed(conversations: readonly string[] | null): void;
}

/** Opens a connection, and resolves when it has ended. Fails with a `Problem` of 404 where the server has none. */
export type Listen = (listener: Listener) => Promise<void>;

export interface PushOptions {
  /** The browser's locks, where it has them and a connection is one of few. */
  locks?: Pick<LockManager, 'request'> | undefined;
  listen: Listen;
  /** These have changed; null: some have. */
  onChanged(conversations: readonly string[] | null): void;
  /** Whether the connection says now what changes. */
  onOpen(open: boolean): void;
}

export interface Push {
  /** Opens the connection and keeps it open. Does nothing while it is wanted. */
  start(): void;
  /** The server answers: tries now, unless there is a connection. */
  retry(): void;
  /** After a sleep, or without a network for a while: a connection may be dead and not know it, so another one takes its place. */
  reopen(): void;
  stop(): void;
}

export function createPush(options: PushOptions): Push {
  return new KeptPush(options);
}

class KeptPush implements Push {
  private readonly options: PushOptions;
  private wanted = false;
  /** The server has no stream. */
  private without = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private connection: AbortController | null = null;

  constructor(options: PushOptions) {
    this.options = options;
  }

  start(): void {
    this.wanted = true;
    void this.connect();
  }

  retry(): void {
    void this.connect();
  }

  reopen(): void {
    this.close();
    this.failures = 0;
    void this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.close();
  }

  private close(): void {
    clearTimeout(this.timer);
    const open = this.connection;
    this.connection = null;
    open?.abort();
    if (open) this.options.onOpen(false);
  }

  private async connect(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.wanted || this.without || this.connection !== null) return;
    const opened = new AbortController();
    this.connection = opened;
    try {
      await this.hear(opened);
    } catch (error) {
      this.without = asProblem(error).status === 404;
    }
    if (this.connection !== opened) return;
    this.connection = null;
    this.options.onOpen(false);
    if (this.without) return;
    this.timer = setTimeout(() => void this.connect(), Math.min(RETRY_MS.first * 2 ** this.failures, RETRY_MS.slowest));
    this.failures += 1;
  }

  private async hear(connection: AbortController): Promise<void> {
    const giveBack = await takeSlot(this.options.locks);
    if (giveBack === null) return;
    try {
      await this.options.listen({
        signal: connection.signal,
        opened: () => {
          if (this.connection !== connection) return;
          this.failures = 0;
          this.options.onOpen(true);
        },
        changed: (conversations) => {
          if (this.connection === connection) this.options.onChanged(conversations);
        },
      });
    } finally {
      giveBack();
    }
  }
}

/** The conversations in an event. What cannot be read says that something changed. */
export function namedIn(data: string): readonly string[] | null {
  try {
    const { conversations } = JSON.parse(data) as { conversations: unknown };
    return Array.isArray(conversations) ? conversations.map(String) : null;
  } catch {
    return null;
  }
}
