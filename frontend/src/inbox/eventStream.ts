/**
 * The server's stream of which conversations change, on one machine. It is read by `fetch`, which an `EventSource` cannot
 * replace: that sends no headers, and says no status.
 */
import { type Listen, type Listener, namedIn } from './push';

/** The server sends something every 20 seconds. */
const SILENT_MS = 50_000;

/** Listens to the stream that this opens; fails with a `Problem` as that does. */
export function eventStream(open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>): Listen {
  return async (listener) => {
    const reading = new AbortController();
    const stop = () => reading.abort();
    if (listener.signal.aborted) return;
    listener.signal.addEventListener('abort', stop);
    // One that has been silent for long is dead.
    let silent = setTimeout(stop, SILENT_MS);
    try {
      await read(await open(reading.signal), listener, () => {
        clearTimeout(silent);
        silent = setTimeout(stop, SILENT_MS);
      });
    } finally {
      clearTimeout(silent);
      listener.signal.removeEventListener('abort', stop);
    }
  };
}

/** Reads events until the stream ends. */
async function read(stream: ReadableStream<Uint8Array>, listener: Listener, heard: () => void): Promise<void> {
  const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done || listener.signal.aborted) return;
    heard();
    listener.opened();
    const events = (rest + value).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('data:')) listener.changed(namedIn(event.slice('data:'.length)));
    }
  }
}
