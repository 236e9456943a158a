import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Health } from './contract';

const EVERY_MS = { visible: 30_000, hidden: 60_000 };

/** What is simulated, off or stopped; null until known. A failed request leaves the last one. `refresh` asks at once. */
export function useHealth(api: Api, visible: boolean): { health: Health | null; refresh: () => void } {
  const [health, setHealth] = useState<Health | null>(null);
  const wanted = useRef(false);
  const refresh = useCallback(
    () =>
      void api.health().then(
        (seen) => wanted.current && setHealth(seen),
        () => undefined,
      ),
    [api],
  );
  useEffect(() => {
    wanted.current = true;
    refresh();
    const timer = setInterval(refresh, visible ? EVERY_MS.visible : EVERY_MS.hidden);
    return () => {
      wanted.current = false;
      clearInterval(timer);
    };
  }, [refresh, visible]);
  return { health, refresh };
}
