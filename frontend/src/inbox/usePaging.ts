/** What the list and the thread have in common: the latest load counts, and further pages come one at a time. */
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { Feed, FeedMark } from './feed';
import { asProblem, type Problem } from './problem';

/** Says whether the load that it belongs to is still the latest. */
export type IsLatest = () => boolean;

export interface Loads {
  /** Begins a load: the answers to earlier ones are dropped from now on. */
  begin(): IsLatest;
  /** Adds to the present load. */
  join(): IsLatest;
}

export function useLoads(): Loads {
  const latest = useRef(0);
  return useMemo(() => {
    const join = () => {
      const mine = latest.current;
      return () => mine === latest.current;
    };
    const begin = () => {
      latest.current += 1;
      return join();
    };
    return { begin, join };
  }, []);
}

/** A page, and the mark in the feed to go back to once it is shown: what changed meanwhile comes again. */
export async function markedPage<Page>(
  feed: Feed,
  fetchPage: () => Promise<Page>,
): Promise<{ page: Page; mark: FeedMark }> {
  const mark = await feed.mark();
  return { page: await fetchPage(), mark };
}

interface FurtherPages<Page> {
  loads: Loads;
  /** Null when there is none. */
  fetchPage: (() => Promise<Page>) | null;
  onPage: (page: Page) => void;
  onProblem: (problem: Problem) => void;
}

export function useFurtherPages<Page>({ loads, fetchPage, onPage, onProblem }: FurtherPages<Page>) {
  const [loading, setLoading] = useState(false);
  const load = async () => {
    if (fetchPage === null || loading) return;
    const isLatest = loads.join();
    setLoading(true);
    try {
      const page = await fetchPage();
      if (isLatest()) onPage(page);
    } catch (error) {
      if (isLatest()) onProblem(asProblem(error));
    } finally {
      if (isLatest()) setLoading(false);
    }
  };
  /** A new load has begun. */
  const reset = useCallback(() => setLoading(false), []);
  return { loading, load: () => void load(), reset };
}
