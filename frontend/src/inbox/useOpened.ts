/**
 * The open conversation: the list's, or, when the list has not loaded it, requested by id. When it was joined into another
 * one, `onMoved` is called with the other's id.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Conversation } from './contract';
import { joinedInto } from './merge';
import type { ConversationList } from './useConversations';

interface Options {
  api: Api;
  openId: string | null;
  list: ConversationList;
  onMoved: (id: string) => void;
}

export interface Opened {
  /** Null until known. */
  conversation: Conversation | null;
  apply(changed: readonly Conversation[]): void;
  drop(gone: readonly string[]): void;
}

export function useOpened({ api, openId, list, onMoved }: Options): Opened {
  const [apart, setApart] = useState<Conversation | null>(null);
  const wanted = useRef(openId);
  wanted.current = openId;

  const listed = list.items.find((each) => each.id === openId) ?? null;
  // A filter or a search can remove it from the list: the last known state stays.
  useEffect(() => {
    if (listed) setApart(listed);
  }, [listed]);

  const known = listed ?? (apart?.id === openId ? apart : null);
  const missing = openId !== null && known === null && list.phase !== 'loading';
  useEffect(() => {
    if (!missing || openId === null) return;
    // Without a response the thread still shows its messages, under a plain heading.
    void api.conversation(openId).then(
      (found) => {
        if (wanted.current !== openId) return;
        // What a change has brought meanwhile may be later.
        setApart((now) => (now?.id === found.id ? now : found));
        if (found.id !== openId) onMoved(found.id);
      },
      () => undefined,
    );
  }, [api, openId, missing, onMoved]);

  const apply = useCallback(
    (changed: readonly Conversation[]) => {
      const id = wanted.current;
      const around = joinedInto(changed, id);
      const found = around ?? changed.find((each) => each.id === id);
      if (found) setApart(found);
      if (around) onMoved(around.id);
    },
    [onMoved],
  );

  const drop = useCallback(
    (gone: readonly string[]) => setApart((now) => (now !== null && gone.includes(now.id) ? null : now)),
    [],
  );

  return { conversation: known, apply, drop };
}
