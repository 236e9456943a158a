import { useEffect, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Health } from './contract';

const EVERY_MS = 30_000;

/** What is simulated, off or stopped. Null until known; a failed look leaves the last one. */
export function useHealth(api: Api, visible: boolean): Health | null {
  const [health, setHealth] = useState<Health | null>(null);
  useEffect(() => {
    if (!visible) return;
    let wanted = true;
    const look = () => void api.health().then((seen) => wanted && setHealth(seen), () => undefined);
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [api, visible]);
  return health;
}
