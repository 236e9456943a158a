/** The signed-in page: the list on the left, the open conversation on the right, one of the two on a phone. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useSpeech } from '../text/Language';
import { useDebounced, useVisible } from '../ui/hooks';
import type { Api } from './api';
import { Banners } from './Banners';
import { ConversationPane } from './ConversationPane';
import type { Conversation, Filter, Message, Sent } from './contract';
import type { Drafts } from './drafts';
import { NothingOpen } from './NothingOpen';
import { restoredDraft } from './outbox';
import { useOpenConversation } from './route';
import { Thread } from './Thread';
import { TopBar } from './TopBar';
import { useHealth } from './useHealth';
import { type InboxData, useInboxData } from './useInboxData';
import { type Outbox, useOutbox } from './useOutbox';

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
  const { health, look } = useHealth(api, visible);
  const data = useInboxData({ api, visible, openId, filter, query });
  const outbox = useInboxOutbox(api, data, drafts, look);
  useMarkRead(api, data, openId, visible);
  useUnreadInTitle(data.list.items);
  const close = useCallback(() => {
    const left = openId;
    open(null);
    if (left !== null) requestAnimationFrame(() => focusItem(left));
  }, [openId, open]);

  return (
    <div class="inbox" data-open={openId === null ? 'no' : 'yes'}>
      <TopBar health={health} person={person} onSignOut={onSignOut} />
      <Banners health={health} connection={data.connection} />
      <div class="panes">
        <ConversationPane
          list={data.list}
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
              data={data}
              outbox={outbox}
              api={api}
              drafts={drafts}
              person={person}
              onBack={close}
            />
          )}
        </main>
      </div>
    </div>
  );
}

/** Sending, with what the rest of the inbox makes of its outcome. */
function useInboxOutbox(api: Api, { feed, thread }: InboxData, drafts: Drafts, look: () => void): Outbox {
  const { record } = thread;
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
  return useOutbox({ api, onSent, onKept, onUnsent });
}

/** The open conversation is read when its messages can be seen. */
function useMarkRead(
  api: Api,
  { feed, thread, conversation }: InboxData,
  openId: string | null,
  visible: boolean,
): void {
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
}

/** The number of conversations with unread messages, in the title of the tab. */
function useUnreadInTitle(conversations: readonly Conversation[]): void {
  const { t } = useSpeech();
  const waiting = conversations.filter((each) => each.unread > 0).length;
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${t('app.name')}` : t('app.name');
  }, [waiting, t]);
}

function focusItem(id: string): void {
  document.querySelector<HTMLElement>(`[data-testid="conversation-item"][data-id="${CSS.escape(id)}"]`)?.focus();
}
