/** The signed-in page: the list on the left, the open conversation on the right, one of the two on a phone. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useSpeech } from '../text/Language';
import { useDebounced, useVisible } from '../ui/hooks';
import type { Api } from './api';
import { Banners } from './Banners';
import { ConversationPane } from './ConversationPane';
import type { Changes, Filter, Message, Sent } from './contract';
import type { Drafts } from './drafts';
import { type Connection, createFeed } from './feed';
import { NothingOpen } from './NothingOpen';
import { restoredDraft } from './outbox';
import { useOpenConversation } from './route';
import { Thread } from './Thread';
import { TopBar } from './TopBar';
import { useConversations } from './useConversations';
import { useHealth } from './useHealth';
import { useOpened } from './useOpened';
import { useOutbox } from './useOutbox';
import { useThread } from './useThread';

interface Props {
  api: Api;
  /** Who is signed in; null with an admin token. */
  person: Person | null;
  drafts: Drafts;
  onSignOut: () => void;
}

export function Inbox({ api, person, drafts, onSignOut }: Props) {
  const { t } = useSpeech();
  const visible = useVisible();
  const [openId, open] = useOpenConversation();
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const query = useDebounced(search.trim(), 300);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [generation, setGeneration] = useState(0);

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
  const list = useConversations({ api, feed, filter, query, keepId: openId, generation });
  const thread = useThread({ api, feed, conversationId: openId, generation });
  const opened = useOpened({ api, openId, list });
  receive.current = (changes) => {
    list.apply(changes.conversations);
    opened.apply(changes.conversations);
    thread.apply(changes.messages);
  };

  const { record } = thread;
  const { health, look } = useHealth(api, visible);
  const onSent = useCallback(
    (conversationId: string, { message, advice }: Sent) => {
      record(conversationId, message);
      void feed.poll();
      // It waits for something: perhaps sending is stopped.
      if (advice !== undefined) look();
    },
    [record, feed, look],
  );
  const onKept = useCallback(
    (conversationId: string, message: Message) => {
      record(conversationId, message);
      void feed.poll();
      // A refused token stops sending for everyone.
      look();
    },
    [record, feed, look],
  );
  const onUnsent = useCallback(
    (conversationId: string, text: string) => {
      drafts.set(conversationId, restoredDraft(text, drafts.get(conversationId)));
    },
    [drafts],
  );
  const outbox = useOutbox({ api, onSent, onKept, onUnsent });

  useEffect(() => {
    if (!visible) return;
    feed.start();
    return () => feed.stop();
  }, [feed, visible]);

  // What failed to load while the connection was down loads when it is back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when the connection is back, not at each later failure
  useEffect(() => {
    if (connection !== 'live') return;
    if (list.phase === 'failed') list.reload();
    if (thread.phase === 'failed' && thread.problem?.status === 0) thread.reload();
  }, [connection]);

  const conversation = opened.conversation;
  const hasUnread = (conversation?.unread ?? 0) > 0;
  const lastId = thread.messages.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies(lastId): a further message is read as well
  useEffect(() => {
    if (!visible || openId === null || !hasUnread || thread.phase !== 'ready') return;
    void api.act(openId, 'read').then(
      () => feed.poll(),
      () => undefined,
    );
  }, [api, feed, visible, openId, hasUnread, lastId, thread.phase]);

  const waiting = list.items.filter((each) => each.unread > 0).length;
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${t('app.name')}` : t('app.name');
  }, [waiting, t]);

  const close = useCallback(() => {
    const left = openId;
    open(null);
    if (left !== null) requestAnimationFrame(() => focusItem(left));
  }, [openId, open]);

  return (
    <div class="inbox" data-open={openId === null ? 'no' : 'yes'}>
      <TopBar health={health} person={person} onSignOut={onSignOut} />
      <Banners health={health} connection={connection} />
      <div class="panes">
        <ConversationPane
          list={list}
          openId={openId}
          filter={filter}
          search={search}
          simulated={health?.simulated.meta ?? false}
          onFilter={setFilter}
          onSearch={setSearch}
        />
        <main class="thread-pane" aria-label={t('thread.pane')}>
          {openId === null ? (
            <NothingOpen />
          ) : (
            <Thread
              key={openId}
              id={openId}
              conversation={conversation}
              thread={thread}
              outbox={outbox}
              api={api}
              drafts={drafts}
              person={person}
              refresh={feed.poll}
              onBack={close}
            />
          )}
        </main>
      </div>
    </div>
  );
}

function focusItem(id: string): void {
  document.querySelector<HTMLElement>(`[data-testid="conversation-item"][data-id="${CSS.escape(id)}"]`)?.focus();
}
