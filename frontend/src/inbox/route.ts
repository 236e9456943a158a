/** The open conversation is in the address (`#/c/<id>`), so that reloading, going back and sharing it keep it. */
import { useEffect, useState } from 'preact/hooks';

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

export function useOpenConversation(): [string | null, (id: string | null) => void] {
  const [open, setOpen] = useState(() => conversationInHash(location.hash));
  useEffect(() => {
    const update = () => setOpen(conversationInHash(location.hash));
    window.addEventListener('hashchange', update);
    return () => window.removeEventListener('hashchange', update);
  }, []);
  return [
    open,
    (id) => {
      location.hash = hashOf(id);
    },
  ];
}
