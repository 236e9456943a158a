/** The signed-in page: the list on the left, the open conversation on the right, one of the two on a phone. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { useDebounced, useVisible } from '../ui/hooks';
import type { Api } from './api';
import { Banners } from './Banners';
import { ConversationPane } from './ConversationPane';
import type { FileQueue } from './compose/fileQueue';
import { moveForms } from './compose/formDraft';
import { useStrayDrops } from './compose/useDrop';
import type { Message, Outgoing, Sent } from './contract';
import { type Drafts, moveDraft } from './drafts';
import { forget } from './erased';
import type { Connection } from './feed';
import { Gone } from './Gone';
import { WithKeys } from './Keys';
import { useListChoice } from './listChoice';
import { News, useNews } from './News';
import { NothingOpen } from './NothingOpen';
import { useNumbers } from './numbers';
import type { Outbox } from './outbox/outbox';
import { Page } from './Page';
import { usePageKeys } from './pageKeys';
import { restoredDraft } from './pending';
import { useMay } from './role';
import { type OpenPage, useRoute } from './route';
import { Thread } from './Thread';
import { TopBar } from './TopBar';
import { Me, ownName } from './team/me';
import { moveNoteDraft } from './team/mode';
import { moveBegun, restoreBegun } from './templateDraft';
import { type OnNews, useTitle } from './useAttention';
import { useHealth } from './useHealth';
import { type InboxData, useInboxData } from './useInboxData';
import { useNotifications } from './useNotifications';
import { type Sending, useSending } from './useSending';

interface Props {
  api: Api;
  /** Who is signed in; null with an admin token. */
  person: Person | null;
  drafts: Drafts;
  outbox: Outbox;
  files: FileQueue;
  onSignOut: () => void;
}

export function Inbox({ api, person, drafts, outbox, files, onSignOut }: Props) {
  const { t } = useTranslation();
  const visible = useVisible();
  const { serve } = useMay();
  const { openId, page, open, replace } = useRoute();
  const { filter, setFilter, phoneId: chosenNumber, setPhoneId } = useListChoice();
  const [search, setSearch] = useState('');
  const query = useDebounced(search.trim(), 250);
  const { health, refresh, look } = useHealth(api, visible);
  // One that is no longer served cannot be chosen any more.
  const phoneId = health?.numbers.some(({ phone_id }) => phone_id === chosenNumber) ? chosenNumber : null;
  const onMoved = useMoved(openId, replace, drafts, files);
  const notifications = useNotifications(visible, serve ? api : null);
  const news = useNews(openId);
  const onNews: OnNews = (what) => {
    notifications.notify();
    news.tell(what);
  };
  const me = ownName(person);
  const onGone = useCallback((id: string) => forget({ drafts, files, outbox }, id), [drafts, files, outbox]);
  const data = useInboxData({ api, visible, openId, filter, query, phoneId, me, onMoved, onGone, onNews });
  const numbers = useNumbers(health, data.list.items);
  const sending = useInboxSending(api, outbox, data, drafts, refresh);
  useResume(outbox, data.connection);
  useMarkRead(api, data, openId, visible && serve);
  useTitle(data.attention, health, refresh);
  useStrayDrops();
  usePageKeys();
  const close = useClose(openId, open);
  useFocusAfterPage(page, openId);
  const nothingOpen = openId === null && page === null;

  return (
    <div class="inbox" data-open={nothingOpen ? 'no' : 'yes'} data-page={page?.name}>
      <WithKeys>
        {(onKeys) => <TopBar {...{ health, person, notifications, onKeys, onSignOut }} page={page?.name ?? null} />}
      </WithKeys>
      <News said={news.said} />
      {/* The page of that says the same, and more. */}
      <Banners health={page?.name === 'health' ? null : health} numbers={numbers} connection={data.connection} />
      <Me.Provider value={me}>
        <main class="panes">
          {nothingOpen && <h1 class="sr-only">{t('list.label')}</h1>}
          <ConversationPane
            list={data.list}
            numbers={numbers}
            phoneId={phoneId}
            openId={openId}
            filter={filter}
            search={search}
            settled={query === search.trim()}
            simulated={health?.simulated.meta ?? false}
            waiting={health?.waiting}
            onFilter={setFilter}
            onSearch={setSearch}
            onPhoneId={setPhoneId}
          />
          <section class="thread-pane" aria-label={t(page === null ? 'thread.pane' : `top.${page.name}`)}>
            {page && <Page {...{ page, api, drafts, numbers, person, look, onSignOut }} onClose={close} />}
            {nothingOpen && <NothingOpen />}
            {data.gone && <Gone onBack={close} />}
            {openId !== null && !data.gone && (
              <Thread
                key={openId}
                id={openId}
                numbers={numbers}
                data={data}
                sending={sending}
                api={api}
                drafts={drafts}
                files={files}
                person={person}
                onBack={close}
              />
            )}
          </section>
        </main>
      </Me.Provider>
    </div>
  );
}

/** Back to the list, at the conversation that was open. */
function useClose(openId: string | null, open: (id: string | null) => void) {
  return useCallback(() => {
    const left = openId;
    open(null);
    if (left !== null) requestAnimationFrame(() => focusItem(left));
  }, [openId, open]);
}

/** Once a page is closed, the link that opens it has the focus. */
function useFocusAfterPage(page: OpenPage | null, openId: string | null): void {
  const before = useRef(page);
  useEffect(() => {
    const closed = page === null ? before.current : null;
    before.current = page;
    if (closed && openId === null) document.querySelector<HTMLElement>(`[data-testid="open-${closed.name}"]`)?.focus();
  }, [page, openId]);
}

/** What was being written goes along when the open conversation is joined into another one. */
function useMoved(openId: string | null, replace: (id: string) => void, drafts: Drafts, files: FileQueue) {
  return useCallback(
    (id: string) => {
      if (openId !== null) {
        moveDraft(drafts, openId, id);
        moveNoteDraft(drafts, openId, id);
        moveBegun(drafts, openId, id);
        moveForms(drafts, openId, id);
        files.move(openId, id);
      }
      replace(id);
    },
    [drafts, files, openId, replace],
  );
}

/** Sending, and what the rest of the inbox does with the outcome. */
function useInboxSending(
  api: Api,
  outbox: Outbox,
  { feed, thread }: InboxData,
  drafts: Drafts,
  refreshHealth: () => void,
): Sending {
  const { record } = thread;
  const onSent = useCallback(
    (conversationId: string, { message, advice }: Sent) => {
      record(conversationId, message);
      void feed.poll();
      // It waits for something: perhaps sending is stopped.
      if (advice !== undefined) refreshHealth();
    },
    [record, feed, refreshHealth],
  );
  const onRefused = useCallback(
    (conversationId: string, message: Message) => {
      record(conversationId, message);
      void feed.poll();
      // A refused token stops sending for everyone.
      refreshHealth();
    },
    [record, feed, refreshHealth],
  );
  const onUnsent = useCallback(
    (conversationId: string, outgoing: Outgoing) => {
      if ('template' in outgoing) restoreBegun(drafts, conversationId, outgoing.template);
      else if ('message' in outgoing) {
        drafts.set(conversationId, restoredDraft(outgoing.message, drafts.get(conversationId)));
      }
    },
    [drafts],
  );
  return useSending({ api, outbox, refresh: feed.poll, onSent, onRefused, onUnsent });
}

/** Texts that wait go as soon as the server answers. */
function useResume(outbox: Outbox, connection: Connection): void {
  useEffect(() => {
    if (connection === 'live') outbox.resume();
  }, [outbox, connection]);
}

/** Marks the open conversation as read when its messages can be seen by a person who serves customers. */
function useMarkRead(api: Api, { feed, thread, conversation }: InboxData, openId: string | null, seen: boolean): void {
  const hasUnread = (conversation?.unread ?? 0) > 0;
  const lastId = thread.messages.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies(lastId): a further message is read as well
  useEffect(() => {
    if (!seen || openId === null || !hasUnread || thread.phase !== 'ready') return;
    void api.act(openId, 'read').then(
      () => feed.poll(),
      () => undefined,
    );
  }, [api, feed, seen, openId, hasUnread, lastId, thread.phase]);
}

function focusItem(id: string): void {
  document.querySelector<HTMLElement>(`[data-testid="conversation-item"][data-id="${CSS.escape(id)}"]`)?.focus();
}
