import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Health } from './contract';
import { asProblem, Problem } from './problem';

const EVERY_MS = { visible: 30_000, hidden: 60_000 };

/** The last look at what works. */
export interface Look {
  /** What was found. While the server does not answer, what it said last; null until then. */
  found: Health | null;
  /** Why the last look found nothing. */
  problem: Problem | null;
  /** When it ended, by this computer's clock; null before the first. */
  endedAt: number | null;
  /** One is under way. */
  looking: boolean;
  again: () => void;
}

interface HealthState {
  /** What is simulated, off or stopped; null until known. A failed request leaves the last one. */
  health: Health | null;
  refresh: () => void;
  look: Look;
}

type Last = Pick<Look, 'found' | 'problem' | 'endedAt'>;

const UNSEEN: Last = { found: null, problem: null, endedAt: null };

/** Looks every 30 seconds while the page can be seen. `refresh` looks at once. */
export function useHealth(api: Pick<Api, 'health'>, visible: boolean): HealthState {
  const [health, setHealth] = useState<Health | null>(null);
  const [last, setLast] = useState(UNSEEN);
  const [looks, setLooks] = useState(0);
  const wanted = useRef(false);
  const refresh = useCallback(() => {
    setLooks((under) => under + 1);
    const ended = (outcome: Health | Problem) => {
      if (!wanted.current) return;
      setLooks((under) => under - 1);
      setLast((before) => afterLook(before, outcome, Date.now()));
      if (!(outcome instanceof Problem)) setHealth(outcome);
    };
    void api.health().then(ended, (error: unknown) => ended(asProblem(error)));
  }, [api]);
  useEffect(() => {
    wanted.current = true;
    refresh();
    const timer = setInterval(refresh, visible ? EVERY_MS.visible : EVERY_MS.hidden);
    return () => clearInterval(timer);
  }, [refresh, visible]);
  useEffect(
    () => () => {
      wanted.current = false;
    },
    [],
  );
  return { health, refresh, look: { ...last, looking: looks > 0, again: refresh } };
}

/** A look that finds nothing leaves what was found before. */
export function afterLook({ found }: Pick<Last, 'found'>, outcome: Health | Problem, endedAt: number): Last {
  if (!(outcome instanceof Problem)) return { found: outcome, problem: null, endedAt };
  const said = healthIn(outcome);
  return said ? { found: said, problem: null, endedAt } : { found, problem: outcome, endedAt };
}

/** With 503 the server says what it found: the database cannot be read. */
function healthIn({ status, members }: Pick<Problem, 'status' | 'members'>): Health | null {
  return status === 503 && 'checks' in members ? (members as unknown as Health) : null;
}
