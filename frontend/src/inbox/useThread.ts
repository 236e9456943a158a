/** The messages of the open conversation as loaded so far, updated by changes. */
import { type Dispatch, type StateUpdater, useCallback, useEffect, useState } from 'preact/hooks';
import { useReload } from '../ui/hooks';
import type { Api } from './api';
import type { Message } from './contract';
import type { Feed } from './feed';
import { mergeMessages, newestPage, relevantChanges, withOlder, withSent } from './merge';
import { asProblem, type Problem } from './problem';
import { type Loads, markedPage, useFurtherPages, useLoads } from './usePaging';

const PAGE = 40;

export interface ThreadMessages {
  messages: Message[];
  phase: 'loading' | 'ready' | 'failed';
  problem: Problem | null;
  more: boolean;
  loadingOlder: boolean;
  loadOlder(): void;
  reload(): void;
  /** `parts`: the ids of the conversations that were joined into the open one. */
  apply(changed: readonly Message[], parts: readonly string[]): void;
  /** Adds the message of a response. */
  record(conversationId: string, message: Message): void;
}

interface Loaded {
  /** The conversation of these messages: they are never shown under another one's name. */
  owner: string | null;
  messages: Message[];
  next: string | null;
}

interface Failure {
  owner: string;
  problem: Problem;
}

const NOTHING: Loaded = { owner: null, messages: [], next: null };

interface Options {
  api: Api;
  feed: Feed;
  conversationId: string | null;
  generation: number;
}

export function useThread({ api, feed, conversationId, generation }: Options): ThreadMessages {
  const [loaded, setLoaded] = useState<Loaded>(NOTHING);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [reloads, reload] = useReload();
  const loads = useLoads();
  const older = useOlderMessages(api, loads, loaded, setLoaded, setFailure);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a higher number loads again
  useEffect(() => {
    const isLatest = loads.begin();
    feed.open(conversationId);
    older.reset();
    setFailure(null);
    if (conversationId === null) {
      setLoaded(NOTHING);
      return;
    }
    const first = () => markedPage(feed, () => api.messages(conversationId, { before: null, limit: PAGE }));
    const onPage = ({ page, mark }: Awaited<ReturnType<typeof first>>) => {
      setLoaded({ owner: conversationId, messages: newestPage(page), next: page.next });
      feed.rewind(mark);
    };
    loads.show(first, onPage).catch((error: unknown) => {
      if (isLatest()) setFailure({ owner: conversationId, problem: asProblem(error) });
    });
  }, [api, feed, conversationId, generation, reloads]);

  const apply = useCallback(
    (changed: readonly Message[], parts: readonly string[]) => {
      if (changed.length > 0) loads.change(() => setLoaded((now) => withChanges(now, changed, parts)));
    },
    [loads],
  );
  const ready = loaded.owner === conversationId && conversationId !== null;
  const unloaded = ready ? null : failure?.owner;
  const record = useCallback(
    (owner: string, message: Message) => {
      setLoaded((now) => (now.owner === owner ? { ...now, messages: withSent(now.messages, message) } : now));
      // The messages could not be loaded, and now the server answers.
      if (owner === unloaded) reload();
    },
    [unloaded, reload],
  );

  const problem = failure?.owner === conversationId ? failure.problem : null;
  return {
    messages: ready ? loaded.messages : [],
    phase: ready ? 'ready' : problem ? 'failed' : 'loading',
    problem,
    more: ready && loaded.next !== null,
    loadingOlder: older.loading,
    loadOlder: older.load,
    reload,
    apply,
    record,
  };
}

function useOlderMessages(
  api: Api,
  loads: Loads,
  { owner, next }: Loaded,
  setLoaded: Dispatch<StateUpdater<Loaded>>,
  setFailure: (failure: Failure | null) => void,
) {
  return useFurtherPages({
    loads,
    fetchPage: next === null || owner === null ? null : () => api.messages(owner, { before: next, limit: PAGE }),
    onPage: (page) => {
      setLoaded((now) => ({ ...now, messages: withOlder(now.messages, page.messages), next: page.next }));
      setFailure(null);
    },
    onProblem: (problem) => owner !== null && setFailure({ owner, problem }),
  });
}

function withChanges(now: Loaded, changed: readonly Message[], parts: readonly string[]): Loaded {
  if (now.owner === null) return now;
  const relevant = relevantChanges(now.messages, changed, [now.owner, ...parts], now.next !== null);
  return relevant.length === 0 ? now : { ...now, messages: mergeMessages(now.messages, relevant) };
}
