/** What the inbox shows: the list, the open conversation and its messages, updated by the feed. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Attention } from './attention';
import type { Changes, Conversation, Filter } from './contract';
import { type Connection, createFeed, type Feed } from './feed';
import { partsOf } from './merge';
import { type OnNews, useAttention } from './useAttention';
import { type ConversationList, useConversations } from './useConversations';
import { useLive } from './useLive';
import { useOpened } from './useOpened';
import { type ThreadMessages, useThread } from './useThread';

interface Options {
  api: Api;
  visible: boolean;
  openId: string | null;
  filter: Filter;
  /** The person at this page. */
  me: string;
  query: string;
  phoneId: string | null;
  /** The open conversation was joined into the one with this id. */
  onMoved: (id: string) => void;
  /** The person was erased. */
  onGone: (id: string) => void;
  /** Something began to wait for a person to look. */
  onNews: OnNews;
}

export interface InboxData {
  feed: Feed;
  connection: Connection;
  list: ConversationList;
  thread: ThreadMessages;
  /** The open one; null until known. */
  conversation: Conversation | null;
  /** The person of the open one was erased while it was open. */
  gone: boolean;
  /** What waits, also outside of the list. */
  attention: Attention;
}

export function useInboxData({
  api,
  visible,
  openId: asked,
  filter,
  query,
  phoneId,
  me,
  onMoved,
  onGone,
  onNews,
}: Options): InboxData {
  const [connection, setConnection] = useState<Connection>('connecting');
  const [generation, setGeneration] = useState(0);
  const [gone, setGone] = useState<string | null>(null);
  // Nothing more is loaded of it.
  const openId = asked === gone ? null : asked;
  const receive = useRef<(changes: Changes) => void>(() => undefined);
  const feed = useMemo(
    () =>
      createFeed({
        fetchChanges: api.changes,
        onChanges: (changes) => receive.current(changes),
        onConnection: setConnection,
        onStale: () => setGeneration((count) => count + 1),
      }),
    [api],
  );
  const list = useConversations({ api, feed, filter, query, phoneId, me, keepId: openId, generation });
  const thread = useThread({ api, feed, conversationId: openId, generation });
  const opened = useOpened({ api, openId, list, onMoved });
  const attention = useAttention(list, onNews);
  const { conversation } = opened;
  receive.current = (changes) => {
    list.apply(changes.conversations);
    attention.apply(changes.conversations);
    opened.apply(changes.conversations);
    const open = changes.conversations.find((each) => each.id === openId) ?? conversation;
    thread.apply(changes.messages, partsOf(open));
    if (changes.gone.length > 0) drop(changes.gone);
    // They wrote again.
    if (changes.conversations.some(({ id }) => id === gone)) setGone(null);
  };
  const drop = (ids: readonly string[]) => {
    list.drop(ids);
    attention.drop(ids);
    // An address that never led anywhere is explained as such.
    if (conversation !== null && ids.includes(conversation.id)) setGone(conversation.id);
    opened.drop(ids);
    for (const id of ids) onGone(id);
  };
  useUnknown(api, (id) => {
    const known = conversation?.id === id || list.items.some((each) => each.id === id);
    if (known) drop([id]);
  });

  useEffect(() => {
    feed.start();
    return () => feed.stop();
  }, [feed]);
  useLive({ api, feed, visible, connection });
  useReloadOnReconnect(connection, list, thread);
  useReloadOnJoin(conversation, thread);

  const isGone = asked !== null && asked === gone;
  return { feed, connection, list, thread, conversation, gone: isGone, attention: attention.known };
}

/** Also an answer to another call says that a conversation is gone. */
function useUnknown(api: Api, onUnknown: (id: string) => void): void {
  const latest = useRef(onUnknown);
  latest.current = onUnknown;
  useEffect(() => api.onUnknown((id) => latest.current(id)), [api]);
}

/** Loads the messages again when a thread was joined into the open one, or taken out of it. */
function useReloadOnJoin(conversation: Conversation | null, thread: ThreadMessages): void {
  const id = conversation?.id ?? null;
  const parts = partsOf(conversation).join();
  const before = useRef({ id, parts });
  // biome-ignore lint/correctness/useExhaustiveDependencies(thread.reload): it never changes
  useEffect(() => {
    const changed = before.current.id === id && before.current.parts !== parts;
    before.current = { id, parts };
    if (changed) thread.reload();
  }, [id, parts]);
}

/** Loads again, when the connection is back, what failed to load without it. */
function useReloadOnReconnect(connection: Connection, list: ConversationList, thread: ThreadMessages): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when the connection is back, not at each later failure
  useEffect(() => {
    if (connection !== 'live') return;
    if (list.phase === 'failed') list.reload();
    if (thread.phase === 'failed' && thread.problem?.status === 0) thread.reload();
  }, [connection]);
}
