/** Paging of the list and of the thread: only the latest load counts, and further pages are loaded one at a time. */
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Feed, FeedMark } from './feed';
import { asProblem, type Problem } from './problem';

/** Whether the load is still the latest. */
export type IsLatest = () => boolean;

export interface Loads {
  /** Begins a load: responses to earlier ones are dropped from now on. */
  begin(): IsLatest;
  /** Belongs to the present load. */
  join(): IsLatest;
  /** Fetches a page of the present load, and shows it unless another load has begun. */
  show<Page>(fetchPage: () => Promise<Page>, onPage: (page: Page) => void): Promise<void>;
  /**
   * Makes a change of what is shown. While a page is under way the change may be of that page, which may be older than the
   * change: it is made again once the page is shown.
   */
  change(make: () => void): void;
}

export function createLoads(): Loads {
  let latest = 0;
  const underWay = new Set<(() => void)[]>();
  const join = () => {
    const mine = latest;
    return () => mine === latest;
  };
  return {
    begin() {
      latest += 1;
      return join();
    },
    join,
    async show(fetchPage, onPage) {
      const isLatest = join();
      const meanwhile: (() => void)[] = [];
      underWay.add(meanwhile);
      try {
        const page = await fetchPage();
        if (!isLatest()) return;
        onPage(page);
        for (const make of meanwhile) make();
      } finally {
        underWay.delete(meanwhile);
      }
    },
    change(make) {
      make();
      for (const meanwhile of underWay) meanwhile.push(make);
    },
  };
}

export function useLoads(): Loads {
  return useMemo(createLoads, []);
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
      await loads.show(fetchPage, onPage);
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
