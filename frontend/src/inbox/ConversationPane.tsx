/** The left side: search, filter and the list, through which the arrow keys move. */
import { useRef } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { Icon } from '../ui/Icon';
import { composing } from '../ui/keys';
import { Settled } from '../ui/Settled';
import { ConversationItem } from './ConversationItem';
import type { Conversation, Filter, Health } from './contract';
import { FilterTabs } from './FilterTabs';
import { type BusinessNumber, numberOf } from './numbers';
import { ProblemNotice } from './ProblemNotice';
import { useServerNow } from './serverClock';
import type { ConversationList } from './useConversations';
import { WaitingNote } from './WaitingNote';

const HOUR_MS = 3_600_000;

/** Further pages are loaded when what is left below is less than this. */
const NEAR_END_PX = 600;

/** Why a list may well be empty. */
const EMPTY: Record<Exclude<Filter, 'all'>, TextKey> = {
  needs_person: 'empty.needsPerson',
  unread: 'empty.unread',
  failed: 'empty.failed',
  taken_over: 'empty.takenOver',
  closed: 'empty.closed',
  assigned: 'empty.mine',
  snoozed: 'empty.snoozed',
};

interface Props {
  list: ConversationList;
  /** Empty with one business number. */
  numbers: readonly BusinessNumber[];
  /** The number whose conversations are listed; null for all. */
  phoneId: string | null;
  openId: string | null;
  filter: Filter;
  search: string;
  /** What is listed is what was searched for. */
  settled: boolean;
  simulated: boolean;
  waiting: Health['waiting'] | undefined;
  onFilter: (filter: Filter) => void;
  onSearch: (search: string) => void;
  onPhoneId: (phoneId: string | null) => void;
}

export function ConversationPane({ list, openId, simulated, waiting, settled, ...tools }: Props) {
  const { t } = useTranslation();
  const { numbers, phoneId, filter, search, onFilter } = tools;
  const now = useServerNow(20_000);
  const pane = useRef<HTMLElement>(null);

  return (
    <nav
      class="list-pane"
      ref={pane}
      aria-label={t('list.label')}
      onKeyDown={(event) => moveFocus(event, pane.current)}
    >
      <ListTools {...tools} onEnter={() => settled && list.phase === 'ready' && openFirst(pane.current)} />
      <FilterTabs filter={filter} waiting={waiting?.count} onFilter={onFilter} />
      {filter !== 'needs_person' && <WaitingNote waiting={waiting} now={now} onShow={() => onFilter('needs_person')} />}
      <div
        class="list-scroll"
        aria-busy={list.phase === 'loading'}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          if (list.more && !list.problem && scrollHeight - scrollTop - clientHeight < NEAR_END_PX) list.loadMore();
        }}
      >
        <ul class="conversations" data-testid="conversation-list">
          {list.items.map((each) => {
            const [number, open] = [numberOf(each, numbers), each.id === openId];
            return (
              <Settled key={each.id} on={[each, number, open, tick(each, now)]}>
                <ConversationItem conversation={each} number={number} open={open} now={now} />
              </Settled>
            );
          })}
        </ul>
        {list.phase === 'loading' && list.items.length === 0 && (
          <p class="list-note" role="status">
            {t('list.loading')}
          </p>
        )}
        {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
        {list.phase === 'ready' && list.items.length === 0 && !list.more && (
          <EmptyList
            filter={filter}
            searched={search.trim() !== ''}
            oneNumber={phoneId !== null}
            simulated={simulated}
          />
        )}
        {list.more && (
          <button type="button" class="button load-more" disabled={list.loadingMore} onClick={list.loadMore}>
            {t(list.loadingMore ? 'list.loading' : 'list.more')}
          </button>
        )}
      </div>
    </nav>
  );
}

/** The arrow keys move the focus from the search through the list. */
function moveFocus(event: KeyboardEvent, pane: HTMLElement | null): void {
  if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || composing(event)) return;
  const target = event.target as HTMLElement;
  if (target instanceof HTMLSelectElement) return;
  const items = [...(pane?.querySelectorAll<HTMLElement>('[data-testid="conversation-item"]') ?? [])];
  const at = items.indexOf(target);
  const to = event.key === 'ArrowDown' ? at + 1 : at - 1;
  event.preventDefault();
  if (to < 0) pane?.querySelector<HTMLElement>('input[type=search]')?.focus();
  else items[to]?.focus();
}

/** What changes when a row has to show another time: minutes only in the first hour, and while somebody waits. */
function tick({ last_activity, needs_person }: Conversation, now: number): number {
  const recent = needs_person !== null || now - Date.parse(last_activity) < HOUR_MS;
  return recent ? now : Math.floor(now / HOUR_MS);
}

/** Enter in the search opens what was found first. */
function openFirst(pane: HTMLElement | null): void {
  pane?.querySelector<HTMLElement>('[data-testid="conversation-item"]')?.click();
}

type ToolsProps = Pick<Props, 'numbers' | 'phoneId' | 'search' | 'onSearch' | 'onPhoneId'> & { onEnter: () => void };

function ListTools({ numbers, phoneId, search, onSearch, onPhoneId, onEnter }: ToolsProps) {
  const { t } = useTranslation();
  return (
    <div class="list-tools">
      <label class="search">
        <Icon name="search" />
        <span class="sr-only">{t('list.search')}</span>
        <input
          type="search"
          dir="auto"
          placeholder={t('list.searchShort')}
          value={search}
          onInput={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (composing(event)) return;
            if (event.key === 'Escape') onSearch('');
            if (event.key === 'Enter' && search.trim() !== '') onEnter();
          }}
        />
      </label>
      {numbers.length > 0 && <NumberFilter numbers={numbers} phoneId={phoneId} onPhoneId={onPhoneId} />}
    </div>
  );
}

function NumberFilter({ numbers, phoneId, onPhoneId }: Pick<Props, 'numbers' | 'phoneId' | 'onPhoneId'>) {
  const { t } = useTranslation();
  return (
    <label class="filter number-filter">
      <Icon name="phone" />
      <span class="sr-only">{t('number.filter')}</span>
      <select
        data-testid="number-filter"
        value={phoneId ?? ''}
        onChange={(event) => onPhoneId(event.currentTarget.value || null)}
      >
        <option value="">{t('number.all')}</option>
        {numbers.map((each) => (
          <option key={each.phoneId} value={each.phoneId} dir="auto">
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface EmptyProps {
  filter: Filter;
  searched: boolean;
  oneNumber: boolean;
  simulated: boolean;
}

function EmptyList({ filter, searched, oneNumber, simulated }: EmptyProps) {
  const { t } = useTranslation();
  if (searched) {
    return (
      <div class="list-note" role="status">
        <p>
          <strong>{t('list.noMatch')}</strong>
        </p>
        <p>{t('list.noMatchHint')}</p>
      </div>
    );
  }
  if (filter !== 'all') return <p class="list-note">{t(EMPTY[filter])}</p>;
  if (oneNumber) return <p class="list-note">{t('list.noMatch')}</p>;
  return (
    <div class="list-note">
      <p>
        <strong>{t('list.empty')}</strong>
      </p>
      <p>{t(simulated ? 'list.emptySimulated' : 'list.emptyReal')}</p>
      {simulated && (
        <a class="button" href="/phone" target="_blank" rel="noopener">
          {t('banner.openPhone')}
        </a>
      )}
    </div>
  );
}
