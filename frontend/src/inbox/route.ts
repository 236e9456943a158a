/**
 * What is open is in the address, so that reloading, going back and sharing it keep it: a conversation (`#/c/<id>`), a page
 * (`#/health`, `#/people`), or the settings or the usage of the default business number (`#/settings`, `#/usage`) or of another
 * one (`#/settings/<phone_id>`).
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';

export function conversationInHash(hash: string): string | null {
  return decoded(/^#\/c\/([^/?]+)$/.exec(hash)?.[1]);
}

/** In the order in which they are offered. */
export const PAGE_NAMES = ['health', 'usage', 'people', 'settings'] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** What is open beside the conversations. */
export interface OpenPage {
  name: PageName;
  /** Null for the default number. */
  phoneId: string | null;
}

export function pageInHash(hash: string): OpenPage | null {
  const [, asked, phoneId] = /^#\/([a-z]+)(?:\/([^/?]+))?$/.exec(hash) ?? [];
  const name = PAGE_NAMES.find((each) => each === asked);
  return name === undefined ? null : { name, phoneId: decoded(phoneId) };
}

function decoded(part: string | undefined): string | null {
  if (part === undefined) return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

export function hashOf(id: string | null): string {
  return id === null ? '#/' : `#/c/${encodeURIComponent(id)}`;
}

export function pageHash(name: PageName, phoneId: string | null): string {
  return phoneId === null ? `#/${name}` : `#/${name}/${encodeURIComponent(phoneId)}`;
}

export interface Route {
  openId: string | null;
  page: OpenPage | null;
  open(id: string | null): void;
  /** The open conversation has another id: going back skips the former one. */
  replace(id: string): void;
}

export function useRoute(): Route {
  const [hash, setHash] = useState(() => location.hash);
  const openId = conversationInHash(hash);
  const page = useMemo(() => pageInHash(hash), [hash]);
  useEffect(() => {
    const update = ({ oldURL }: HashChangeEvent) => {
      if (mayLeave(location.hash)) setHash(location.hash);
      else history.pushState(null, '', oldURL);
    };
    window.addEventListener('hashchange', update);
    return () => window.removeEventListener('hashchange', update);
  }, []);
  const open = useCallback((id: string | null) => {
    location.hash = hashOf(id);
  }, []);
  const replace = useCallback((id: string) => location.replace(hashOf(id)), []);
  return { openId, page, open, replace };
}

let mayLeave: (to: string) => boolean = () => true;

/** Before another address is followed, `allows` is asked, one at a time. Returns what takes it away again. */
export function guardRoute(allows: (to: string) => boolean): () => void {
  mayLeave = allows;
  return () => {
    mayLeave = () => true;
  };
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
