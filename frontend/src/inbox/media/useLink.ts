/** A file's link for an element that shows it, asked for when the element comes near the screen. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Links } from './links';

export interface FileLink {
  /** Null until there is one. */
  url: string | null;
  /** `link`: the server gave none. `file`: the element cannot show what a new link led to. */
  failed: 'link' | 'file' | null;
  /** The element could not load it: once, another link is asked for; it may just have ended. */
  onError(): void;
  retry(): void;
}

export function useLink(links: Links, id: string, wanted: boolean): FileLink {
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState<FileLink['failed']>(null);
  const [attempt, setAttempt] = useState(0);
  const renewed = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies(attempt): a higher number asks again
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    links.url(id).then(
      (found) => {
        if (current) setUrl(found);
      },
      () => {
        if (current) setFailed('link');
      },
    );
    return () => {
      current = false;
    };
  }, [links, id, wanted, attempt]);
  const again = () => {
    links.forget(id);
    setUrl(null);
    setFailed(null);
    setAttempt((count) => count + 1);
  };
  return {
    url,
    failed,
    onError() {
      if (renewed.current) {
        setFailed('file');
        return;
      }
      renewed.current = true;
      again();
    },
    retry() {
      renewed.current = false;
      again();
    },
  };
}

/** Whether the element has come near the screen. It stays true. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const at = element.current;
    if (near || !at) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.some((each) => each.isIntersecting)), {
      rootMargin: '600px 0px',
    });
    observer.observe(at);
    return () => observer.disconnect();
  }, [element, near]);
  return near;
}
