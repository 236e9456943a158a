/** The open conversation is in the address (`#/c/<id>`), so that reloading, going back and sharing it keep it. */
import { useCallback, useEffect, useState } from 'preact/hooks';

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
