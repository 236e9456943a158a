/**
 * The server's stream of which conversations change. It only says when to ask: what changed is asked for by the cursor. So an
 * event that is lost with a connection is found by the next question.
 *
 * It is read by `fetch`, which an `EventSource` cannot replace: that sends no headers, and says no status.
 */
import { asProblem } from './problem';
import { takeSlot } from './slots';

/** The server sends something every 20 seconds. */
const SILENT_MS = 50_000;
const RETRY_MS = { first: 1_000, slowest: 30_000 } as const;

export interface PushOptions {
  /** The browser's locks, where it has them. */
  locks?: Pick<LockManager, 'request'> | undefined;
  /** Opens the stream; fails with a `Problem`. */
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** These have changed; null: some have. */
  onChanged(conversations: readonly string[] | null): void;
  /** Whether the stream says now what changes. */
  onOpen(open: boolean): void;
}

export interface Push {
  /** Opens the stream and keeps it open. Does nothing while it is wanted. */
  start(): void;
  /** The network or the page is back: tries now. */
  retry(): void;
  stop(): void;
}

export function createPush(options: PushOptions): Push {
  return new StreamedPush(options);
}

class StreamedPush implements Push {
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

  stop(): void {
    this.wanted = false;
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
      await this.read(opened);
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

  /** Reads events until the stream ends. One that has been silent for long is dead. */
  private async read(opened: AbortController): Promise<void> {
    const giveBack = await takeSlot(this.options.locks);
    if (giveBack === null) return;
    let silent = setTimeout(() => opened.abort(), SILENT_MS);
    try {
      const stream = await this.options.open(opened.signal);
      const reader = stream
        .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
        .getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done || this.connection !== opened) return;
        clearTimeout(silent);
        silent = setTimeout(() => opened.abort(), SILENT_MS);
        this.failures = 0;
        this.options.onOpen(true);
        const events = (rest + value).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          if (event.startsWith('data:')) this.options.onChanged(namedIn(event.slice('data:'.length)));
        }
      }
    } finally {
      clearTimeout(silent);
      giveBack();
    }
  }
}

/** What cannot be read says that something changed. */
function namedIn(data: string): readonly string[] | null {
  try {
    const { conversations } = JSON.parse(data) as { conversations: unknown };
    return Array.isArray(conversations) ? conversations.map(String) : null;
  } catch {
    return null;
  }
}
