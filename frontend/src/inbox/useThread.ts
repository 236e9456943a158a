/** The messages of the open conversation as loaded so far, kept true by changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Message } from './contract';
import type { Feed } from './feed';
import { mergeMessages, relevantChanges, withSent } from './merge';
import { asProblem, type Problem } from './problem';

const PAGE = 40;

export interface ThreadMessages {
  messages: Message[];
  phase: 'loading' | 'ready' | 'failed';
  problem: Problem | null;
  more: boolean;
  loadingOlder: boolean;
  loadOlder(): void;
  reload(): void;
  apply(changed: readonly Message[]): void;
  /** Puts in a message the server answered with. */
  record(conversationId: string, message: Message): void;
}

interface Loaded {
  /** Whose messages these are: those of the conversation before are never shown under the next one's name. */
  owner: string | null;
  messages: Message[];
  next: string | null;
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
  const [failure, setFailure] = useState<{ owner: string; problem: Problem } | null>(null);
  const [loadingOlder, setLoadingOlder] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const load = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a higher number loads again
  useEffect(() => {
    const mine = ++load.current;
    feed.open(conversationId);
    setLoadingOlder(false);
    setFailure(null);
    if (conversationId === null) {
      setLoaded(NOTHING);
      return;
    }
    void (async () => {
      try {
        const mark = await feed.mark();
        const page = await api.messages(conversationId, { before: null, limit: PAGE });
        if (mine !== load.current) return;
        setLoaded({ owner: conversationId, messages: mergeMessages([], page.messages), next: page.next });
        feed.rewind(mark);
      } catch (error) {
        if (mine === load.current) setFailure({ owner: conversationId, problem: asProblem(error) });
      }
    })();
  }, [api, feed, conversationId, generation, attempt]);

  const loadOlder = async () => {
    if (loaded.next === null || loadingOlder || loaded.owner === null) return;
    const mine = load.current;
    setLoadingOlder(true);
    try {
      const page = await api.messages(loaded.owner, { before: loaded.next, limit: PAGE });
      if (mine !== load.current) return;
      setLoaded((now) => ({ ...now, messages: mergeMessages(page.messages, now.messages), next: page.next }));
      setFailure(null);
    } catch (error) {
      if (mine === load.current && loaded.owner) setFailure({ owner: loaded.owner, problem: asProblem(error) });
    } finally {
      if (mine === load.current) setLoadingOlder(false);
    }
  };

  const apply = useCallback((changed: readonly Message[]) => {
    if (changed.length === 0) return;
    setLoaded((now) => {
      if (now.owner === null) return now;
      const relevant = relevantChanges(now.messages, changed, now.owner, now.next !== null);
      return relevant.length === 0 ? now : { ...now, messages: mergeMessages(now.messages, relevant) };
    });
  }, []);
  const record = useCallback((owner: string, message: Message) => {
    setLoaded((now) => (now.owner === owner ? { ...now, messages: withSent(now.messages, message) } : now));
  }, []);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);

  const ready = loaded.owner === conversationId && conversationId !== null;
  const problem = failure?.owner === conversationId ? failure.problem : null;
  return {
    messages: ready ? loaded.messages : [],
    phase: ready ? 'ready' : problem ? 'failed' : 'loading',
    problem,
    more: ready && loaded.next !== null,
    loadingOlder,
    loadOlder: () => void loadOlder(),
    reload,
    apply,
    record,
  };
}
