/** Goes to a message, loading older pages until it is there. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from './contract';
import type { ThreadMessages } from './useThread';

/** Two thousand messages. Further back a person scrolls, or the quote is too old to matter. */
const MOST_PAGES = 50;
const FLASH_MS = 2_500;

export interface Jump {
  /** The id of the message that was gone to a moment ago. */
  foundId: string | null;
  /** Older pages are being loaded to find it. */
  seeking: boolean;
  /** It is not in the thread, or has no place of its own there. */
  missing: boolean;
  /** `name`: the id or the wamid. */
  to(name: string): void;
}

/** A message that was found by its words. Each time that it is chosen it is another one. */
export interface Sought {
  id: string;
}

export function named(messages: readonly Message[], name: string): Message | undefined {
  return messages.find(({ id, message_id }) => message_id === name || id === name);
}

/** `reveal` scrolls to a message that is loaded, and returns false where it cannot. Goes to what is `found` at once. */
export function useJump(reveal: (id: string) => boolean, thread: ThreadMessages, found: Sought | null): Jump {
  const [sought, setSought] = useState<string | null>(null);
  const [foundId, setFoundId] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const pages = useRef(0);
  const { messages, more, loadingOlder, problem } = thread;
  // biome-ignore lint/correctness/useExhaustiveDependencies(thread.loadOlder): a new one each time
  // biome-ignore lint/correctness/useExhaustiveDependencies(reveal): a new one each time
  useEffect(() => {
    if (sought === null) return;
    const loaded = named(messages, sought);
    if (loaded && reveal(loaded.id)) {
      setSought(null);
      setFoundId(loaded.id);
    } else if (loaded || !more || problem || pages.current >= MOST_PAGES) {
      setSought(null);
      setMissing(true);
    } else if (!loadingOlder) {
      pages.current += 1;
      thread.loadOlder();
    }
  }, [sought, messages, more, loadingOlder, problem]);
  useEffect(() => {
    if (foundId === null && !missing) return;
    const timer = setTimeout(() => {
      setFoundId(null);
      setMissing(false);
    }, FLASH_MS);
    return () => clearTimeout(timer);
  }, [foundId, missing]);
  const to = (name: string) => {
    pages.current = 0;
    setFoundId(null);
    setMissing(false);
    setSought(name);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies(to): a new one each time
  useEffect(() => {
    if (found !== null) to(found.id);
  }, [found]);
  return { foundId, seeking: sought !== null, missing, to };
}
