/** Keeps the server's knowledge of this browser as the person wants it. Loads what that needs only then. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Calls } from '../push/subscribe';
import { hasPush, isTold } from '../push/told';
import type { Language } from '../text/languages';

/**
 * The registration by which notifications are shown, once the server tells this browser. Null when it does not: the
 * browser has no Web Push, its push service cannot be reached, or the server does not call it. `api` is null for who may
 * not ask.
 */
export function usePush(wanted: boolean, api: Calls | null, language: Language): ServiceWorkerRegistration | null {
  const [registration, setRegistration] = useState<ServiceWorkerRegistration | null>(null);
  const before = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    if (api === null || !hasPush() || !(wanted || isTold())) return;
    let over = false;
    const change = async () => {
      const { subscribe, unsubscribe } = await import('../push/subscribe');
      if (wanted) return subscribe(api, language);
      await unsubscribe(api);
      return null;
    };
    // Switched on and off again at once, the last one counts.
    const changed = before.current.then(change).catch(() => null);
    before.current = changed;
    void changed.then((made) => {
      if (!over) setRegistration(made);
    });
    return () => {
      over = true;
    };
  }, [wanted, api, language]);
  return registration;
}
