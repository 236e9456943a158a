/** Paging of the list and of the thread: only the latest load counts, and further pages are loaded one at a time. */
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { Feed, FeedMark } from './feed';
import { asProblem, type Problem } from './problem';

/** Whether the load is still the latest. */
export type IsLatest = () => boolean;

export interface Loads {
  /** Begins a load: responses to earlier ones are dropped from now on. */
  begin(): IsLatest;
  /** Belongs to the present load. */
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

/** A page, and the mark to rewind the feed to once the page is shown: changes in between are then delivered again. */
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
