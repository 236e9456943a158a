/** The left side: search, filter and the list, through which the arrow keys move. */
import { useRef } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { Icon } from '../ui/Icon';
import { composing } from '../ui/keys';
import { ConversationItem } from './ConversationItem';
import type { Filter, Health } from './contract';
import { type BusinessNumber, numberOf } from './numbers';
import { ProblemNotice } from './ProblemNotice';
import { useServerNow } from './serverClock';
import type { ConversationList } from './useConversations';
import { WaitingNote } from './WaitingNote';

const FILTERS: readonly [Filter, TextKey][] = [
  ['all', 'filter.all'],
  ['unread', 'filter.unread'],
  ['needs_person', 'filter.needsPerson'],
  ['taken_over', 'filter.takenOver'],
  ['closed', 'filter.closed'],
];

interface Props {
  list: ConversationList;
  /** Empty with one business number. */
  numbers: readonly BusinessNumber[];
  /** The number whose conversations are listed; null for all. */
  phoneId: string | null;
  openId: string | null;
  filter: Filter;
  search: string;
  simulated: boolean;
  waiting: Health['waiting'] | undefined;
  onFilter: (filter: Filter) => void;
  onSearch: (search: string) => void;
  onPhoneId: (phoneId: string | null) => void;
}

export function ConversationPane({ list, openId, simulated, waiting, ...tools }: Props) {
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
      <ListTools {...tools} />
      {filter !== 'needs_person' && <WaitingNote waiting={waiting} now={now} onShow={() => onFilter('needs_person')} />}
      <div class="list-scroll" aria-busy={list.phase === 'loading'}>
        <ul class="conversations" data-testid="conversation-list">
          {list.items.map((each) => (
            <ConversationItem
              key={each.id}
              conversation={each}
              number={numberOf(each, numbers)}
              open={each.id === openId}
              now={now}
            />
          ))}
        </ul>
        {list.phase === 'loading' && list.items.length === 0 && (
          <p class="list-note" role="status">
            {t('list.loading')}
          </p>
        )}
        {list.problem && <ProblemNotice problem={list.problem} onRetry={list.reload} />}
        {list.phase === 'ready' && list.items.length === 0 && (
          <EmptyList narrowed={filter !== 'all' || phoneId !== null || search.trim() !== ''} simulated={simulated} />
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

type ToolsProps = Omit<Props, 'list' | 'openId' | 'simulated' | 'waiting'>;

function ListTools({ numbers, phoneId, filter, search, onFilter, onSearch, onPhoneId }: ToolsProps) {
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
          onKeyDown={(event) => event.key === 'Escape' && !composing(event) && onSearch('')}
        />
      </label>
      <label class="filter">
        <span class="sr-only">{t('filter.label')}</span>
        <select value={filter} onChange={(event) => onFilter(event.currentTarget.value as Filter)}>
          {FILTERS.map(([value, key]) => (
            <option key={value} value={value}>
              {t(key)}
            </option>
          ))}
        </select>
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

function EmptyList({ narrowed, simulated }: { narrowed: boolean; simulated: boolean }) {
  const { t } = useTranslation();
  if (narrowed) return <p class="list-note">{t('list.noMatch')}</p>;
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
