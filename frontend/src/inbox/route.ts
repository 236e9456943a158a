/** The open conversation is in the address (`#/c/<id>`), so that reloading, going back and sharing it keep it. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export function conversationInHash(hash: string): string | null {
  const found = /^#\/c\/([^/?]+)$/.exec(hash)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null;
  }
}

export function hashOf(id: string | null): string {
  return id === null ? '#/' : `#/c/${encodeURIComponent(id)}`;
}

export interface Route {
  openId: string | null;
  open(id: string | null): void;
  /** The open conversation has another id: going back skips the former one. */
  replace(id: string): void;
}

export function useOpenConversation(): Route {
  const [openId, setOpen] = useState(() => conversationInHash(location.hash));
  useEffect(() => {
    const update = () => setOpen(conversationInHash(location.hash));
    window.addEventListener('hashchange', update);
    return () => window.removeEventListener('hashchange', update);
  }, []);
  const open = useCallback((id: string | null) => {
    location.hash = hashOf(id);
  }, []);
  const replace = useCallback((id: string) => location.replace(hashOf(id)), []);
  return { openId, open, replace };
}

/** What is in front of the page. Its entry of the history has the page's own address. */
const IN_FRONT = { inFront: true };

/** Going back calls `onBack`, once, instead of leaving the page. Ends with the component. */
export function useBack(onBack: () => void): void {
  const latest = useRef(onBack);
  latest.current = onBack;
  useEffect(() => {
    // After a reload the entry is there already.
    if (!isInFront()) history.pushState(IN_FRONT, '');
    const left = () => latest.current();
    window.addEventListener('popstate', left);
    return () => {
      window.removeEventListener('popstate', left);
      if (isInFront()) history.back();
    };
  }, []);
}

function isInFront(): boolean {
  return (history.state as Partial<typeof IN_FRONT> | null)?.inFront === true;
}
