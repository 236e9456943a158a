import { useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from './problem';

/** Runs one action at a time, and keeps the problem of the last. */
export interface Actions {
  busy: boolean;
  problem: Problem | null;
  /** `action` resolves when its result is shown. Does nothing while another one runs. */
  run(action: () => Promise<void>): void;
  dismiss(): void;
}

export function useAction(): Actions {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const run = (action: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(null);
    void action()
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  };
  return { busy, problem, run, dismiss: () => setProblem(null) };
}
