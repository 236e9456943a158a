import { useState } from 'preact/hooks';
import { asProblem, type Problem } from './problem';

/** Runs one action at a time, and keeps the problem of the last. */
export interface Actions {
  busy: boolean;
  problem: Problem | null;
  /** `action` resolves when its result is shown. */
  run(action: () => Promise<void>): void;
  dismiss(): void;
}

export function useAction(): Actions {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = (action: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    void action()
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run, dismiss: () => setProblem(null) };
}
