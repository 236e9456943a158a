/** The list as loaded so far, for a filter and a search, updated by changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useReload } from '../ui/hooks';
import type { Api } from './api';
import type { Conversation, Filter } from './contract';
import type { Feed } from './feed';
import { appendPage, belongsIn, mergeConversations, without } from './merge';
import { asProblem, type Problem } from './problem';
import { markedPage, useFurtherPages, useLoads } from './usePaging';

/** Conversations on a further page. */
const PAGE = 30;

/** The height of the lowest row, and of what stands above the list. */
const ROW_PX = 64;
const ABOVE_PX = 150;

/** The first page has what the screen shows: each conversation costs the server a read. */
function firstPage(): number {
  return Math.min(PAGE, Math.max(9, Math.ceil((window.innerHeight - ABOVE_PX) / ROW_PX)));
}

export interface ConversationList {
  items: Conversation[];
  phase: 'loading' | 'ready' | 'failed';
  problem: Problem | null;
  more: boolean;
  loadingMore: boolean;
  loadMore(): void;
  reload(): void;
  apply(changed: readonly Conversation[]): void;
  drop(gone: readonly string[]): void;
}

interface Options {
  api: Api;
  feed: Feed;
  filter: Filter;
  query: string;
  phoneId: string | null;
  /** The person at this page, for what is assigned to them. */
  me: string;
  keepId: string | null;
  /** Grows when everything must be loaded again. */
  generation: number;
}

export function useConversations(options: Options): ConversationList {
  const { api, feed, filter, query, phoneId, me, keepId, generation } = options;
  const [items, setItems] = useState<Conversation[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [phase, setPhase] = useState<ConversationList['phase']>('loading');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [reloads, reload] = useReload();
  const view = useRef({ filter, query, phoneId, me, keepId, more: false });
  view.current = { filter, query, phoneId, me, keepId, more: next !== null };
  const loads = useLoads();
  const asked = { filter, assigned_to: filter === 'assigned' ? me : null, q: query, phone_id: phoneId };
  const fetchPage = (cursor: string | null) =>
    api.conversations({ ...asked, cursor, limit: cursor === null ? firstPage() : PAGE });
  // What comes next is merged before the page is rendered.
  const goOnAt = (cursor: string | null) => {
    view.current.more = cursor !== null;
    setNext(cursor);
  };
  const further = useFurtherPages({
    loads,
    fetchPage: next === null ? null : () => fetchPage(next),
    onPage: (page) => {
      setItems((shown) => appendPage(shown, page.conversations, { filter, query }));
      goOnAt(page.next);
      setProblem(null);
    },
    onProblem: setProblem,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a higher number loads again; fetchPage is of api, filter, query, phoneId
  useEffect(() => {
    const isLatest = loads.begin();
    setPhase('loading');
    further.reset();
    const first = () => markedPage(feed, () => fetchPage(null));
    const onPage = ({ page, mark }: Awaited<ReturnType<typeof first>>) => {
      setItems(page.conversations);
      goOnAt(page.next);
      setProblem(null);
      setPhase('ready');
      feed.rewind(mark);
    };
    loads.show(first, onPage).catch((error: unknown) => {
      if (!isLatest()) return;
      setProblem(asProblem(error));
      setPhase('failed');
    });
  }, [api, feed, filter, query, phoneId, generation, reloads]);

  // A conversation that stayed only because it was open leaves when another one is opened.
  useEffect(() => {
    setItems((shown) => shown.filter((each) => each.id === keepId || belongsIn(each, view.current)));
  }, [keepId]);

  const apply = useCallback(
    (changed: readonly Conversation[]) =>
      loads.change(() => setItems((shown) => mergeConversations(shown, changed, view.current))),
    [loads],
  );
  const drop = useCallback(
    (gone: readonly string[]) => loads.change(() => setItems((shown) => without(shown, gone))),
    [loads],
  );
  const { loading: loadingMore, load: loadMore } = further;
  return { items, phase, problem, more: next !== null, loadingMore, loadMore, reload, apply, drop };
}
