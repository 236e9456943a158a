/** The list as loaded so far, for a filter and a search, kept true by changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Conversation, Filter } from './contract';
import type { Feed } from './feed';
import { appendPage, matchesFilter, mergeConversations } from './merge';
import { asProblem, type Problem } from './problem';

const PAGE = 30;

export interface ConversationList {
  items: Conversation[];
  phase: 'loading' | 'ready' | 'failed';
  problem: Problem | null;
  more: boolean;
  loadingMore: boolean;
  loadMore(): void;
  reload(): void;
  apply(changed: readonly Conversation[]): void;
}

interface Options {
  api: Api;
  feed: Feed;
  filter: Filter;
  query: string;
  keepId: string | null;
  /** Grows when everything must be loaded again. */
  generation: number;
}

export function useConversations({ api, feed, filter, query, keepId, generation }: Options): ConversationList {
  const [items, setItems] = useState<Conversation[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [phase, setPhase] = useState<ConversationList['phase']>('loading');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const view = useRef({ filter, query, keepId, more: false });
  view.current = { filter, query, keepId, more: next !== null };
  /** Which load an answer belongs to: an answer to an earlier filter or search is dropped. */
  const load = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a higher number loads again
  useEffect(() => {
    const mine = ++load.current;
    setPhase('loading');
    setLoadingMore(false);
    void (async () => {
      try {
        const mark = await feed.mark();
        const page = await api.conversations({ filter, q: query, cursor: null, limit: PAGE });
        if (mine !== load.current) return;
        setItems(page.conversations);
        setNext(page.next);
        setProblem(null);
        setPhase('ready');
        feed.rewind(mark);
      } catch (error) {
        if (mine !== load.current) return;
        setProblem(asProblem(error));
        setPhase('failed');
      }
    })();
  }, [api, feed, filter, query, generation, attempt]);

  // What stayed only because it was open goes when another one is opened.
  useEffect(() => {
    setItems((shown) =>
      shown.filter((each) => each.id === keepId || matchesFilter(each, view.current.filter, view.current.query)),
    );
  }, [keepId]);

  const loadMore = async () => {
    if (next === null || loadingMore) return;
    const mine = load.current;
    setLoadingMore(true);
    try {
      const page = await api.conversations({ filter, q: query, cursor: next, limit: PAGE });
      if (mine !== load.current) return;
      setItems((shown) => appendPage(shown, page.conversations));
      setNext(page.next);
      setProblem(null);
    } catch (error) {
      if (mine === load.current) setProblem(asProblem(error));
    } finally {
      if (mine === load.current) setLoadingMore(false);
    }
  };

  const apply = useCallback((changed: readonly Conversation[]) => {
    if (changed.length > 0) setItems((shown) => mergeConversations(shown, changed, view.current));
  }, []);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);

  return { items, phase, problem, more: next !== null, loadingMore, loadMore: () => void loadMore(), reload, apply };
}
