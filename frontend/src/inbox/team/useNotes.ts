/** The notes of the open conversation. They are loaded when there are some, and again when one has changed. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useReload } from '../../ui/hooks';
import type { Api } from '../api';
import type { Conversation } from '../contract';
import { loadNotes, type Note } from './calls';

const NONE: readonly Note[] = [];

export interface Notes {
  all: readonly Note[];
  reload(): void;
}

export function useNotes(api: Api, conversation: Pick<Conversation, 'id' | 'noted_at' | 'merged'> | null): Notes {
  const [all, setAll] = useState(NONE);
  const [reloads, reload] = useReload();
  const id = conversation?.id ?? null;
  const noted = conversation?.noted_at ?? null;
  const parts = conversation?.merged.length ?? 0;
  const wanted = id !== null && (noted !== null || parts > 0 || reloads > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change loads again
  useEffect(() => {
    if (!wanted || id === null) return;
    let latest = true;
    loadNotes(api, id).then(
      (notes) => latest && setAll(notes),
      // What was loaded stays. The next change loads again.
      () => undefined,
    );
    return () => {
      latest = false;
    };
  }, [api, id, noted, parts, reloads, wanted]);
  return { all, reload: useCallback(() => reload(), [reload]) };
}
