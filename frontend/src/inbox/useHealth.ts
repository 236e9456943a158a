import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Health } from './contract';

const EVERY_MS = 30_000;

/** What is simulated, off or stopped; null until known. A failed look leaves the last one. `look` looks at once. */
export function useHealth(api: Api, visible: boolean): { health: Health | null; look: () => void } {
  const [health, setHealth] = useState<Health | null>(null);
  const wanted = useRef(false);
  const look = useCallback(
    () =>
      void api.health().then(
        (seen) => wanted.current && setHealth(seen),
        () => undefined,
      ),
    [api],
  );
  useEffect(() => {
    if (!visible) return;
    wanted.current = true;
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => {
      wanted.current = false;
      clearInterval(timer);
    };
  }, [look, visible]);
  return { health, look };
}
