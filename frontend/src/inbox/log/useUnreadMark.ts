/** Where “unread” stands in the thread: it stays there until the person writes, because reading alone changes nothing. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../contract';
import type { ThreadMessages } from '../useThread';
import { firstUnread } from './unread';

/** Four hundred messages. With more unread ones it stands above the oldest that is loaded. */
const MOST_PAGES = 10;

interface Options {
  messages: readonly Message[];
  /** Null until known. */
  unread: number | null;
  /** How many messages of the person are being sent. */
  own: number;
  thread: Pick<ThreadMessages, 'more' | 'loadingOlder' | 'problem' | 'loadOlder'>;
}

/** What was unread, and the newest message then. */
interface Noted {
  unread: number;
  last: string | undefined;
}

/** The id of the message that it stands above. */
export function useUnreadMark({ messages, unread, own, thread }: Options): string | null {
  const note = (): Noted | null => (unread ? { unread, last: messages.at(-1)?.id } : null);
  const [noted, setNoted] = useState(note);
  const before = useRef(unread);
  // biome-ignore lint/correctness/useExhaustiveDependencies(note): of the messages that come with the number
  useLayoutEffect(() => {
    const known = before.current;
    before.current = unread;
    const away = known === 0 && document.visibilityState === 'hidden';
    if (unread && (known === null || away)) setNoted(note());
  }, [unread]);
  useLayoutEffect(() => {
    if (own > 0) setNoted(null);
  }, [own]);
  const found = useMemo(() => noted && firstUnread(messages, noted.last, noted.unread), [messages, noted]);

  const pages = useRef(0);
  const { more, loadingOlder, problem } = thread;
  const wanted = Boolean(found?.short) && more && !loadingOlder && !problem;
  // biome-ignore lint/correctness/useExhaustiveDependencies(messages): page after page
  // biome-ignore lint/correctness/useExhaustiveDependencies(thread.loadOlder): a new one each time
  useLayoutEffect(() => {
    if (!wanted || pages.current >= MOST_PAGES) return;
    pages.current += 1;
    thread.loadOlder();
  }, [wanted, messages]);
  return found?.id ?? null;
}
