/** Where “unread” stands in the thread: it stays there until the person writes, because reading alone changes nothing. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../contract';
import { firstUnread } from './unread';

interface Options {
  messages: readonly Message[];
  /** Null until known. */
  unread: number | null;
  /** How many messages of the person are being sent. */
  own: number;
}

/** The id of the message that it stands above. */
export function useUnreadMark({ messages, unread, own }: Options): string | null {
  const [mark, setMark] = useState(() => firstUnread(messages, unread ?? 0));
  const before = useRef(unread);
  // biome-ignore lint/correctness/useExhaustiveDependencies(messages): those that come with the number
  useLayoutEffect(() => {
    const known = before.current;
    before.current = unread;
    const away = known === 0 && document.visibilityState === 'hidden';
    if (unread && (known === null || away)) setMark(firstUnread(messages, unread));
  }, [unread]);
  useLayoutEffect(() => {
    if (own > 0) setMark(null);
  }, [own]);
  return mark;
}
