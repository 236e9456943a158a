/** The state of the simulation, polled several times a second while the page is visible. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useVisible } from '../ui/hooks';
import { fetchState, PhoneMissing, PhoneRefused } from './api';
import type { PhoneState } from './contract';

const EVERY_MS = 400;
const AFTER_FAILURE_MS = 2_000;

export interface Phone {
  state: PhoneState | null;
  connection: 'live' | 'lost' | 'missing';
  /** Why the last action was refused. */
  refusal: string | null;
  /** Runs the action, then shows the new state. Resolves to whether the action succeeded. */
  run(action: () => Promise<unknown>): Promise<boolean>;
}

export function usePhone(): Phone {
  const visible = useVisible();
  const [state, setState] = useState<PhoneState | null>(null);
  const [connection, setConnection] = useState<Phone['connection']>('live');
  const [refusal, setRefusal] = useState<string | null>(null);
  const seq = useRef<number | null>(null);

  const refresh = useCallback(async (): Promise<boolean> => {
    try {
      const fresh = await fetchState(seq.current);
      if (fresh) {
        seq.current = fresh.seq;
        setState(fresh);
      }
      setConnection('live');
      return true;
    } catch (error) {
      // The server may have restarted with another history.
      seq.current = null;
      setConnection(error instanceof PhoneMissing ? 'missing' : 'lost');
      return false;
    }
  }, []);

  useEffect(() => {
    if (!visible) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      const live = await refresh();
      if (wanted) timer = setTimeout(() => void turn(), live ? EVERY_MS : AFTER_FAILURE_MS);
    };
    void turn();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [refresh, visible]);

  const run = useCallback(
    async (action: () => Promise<unknown>): Promise<boolean> => {
      setRefusal(null);
      try {
        await action();
      } catch (error) {
        if (error instanceof PhoneRefused) setRefusal(error.message);
        else setConnection('lost');
        return false;
      }
      await refresh();
      return true;
    },
    [refresh],
  );

  return { state, connection, refusal, run };
}
