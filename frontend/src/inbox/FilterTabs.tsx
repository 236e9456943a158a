/** Which conversations are listed: a row of buttons, of which one is pressed. */
import { useContext, useEffect, useRef } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import type { Filter } from './contract';
import { Me } from './team/me';

export const FILTERS: readonly [Filter, TextKey][] = [
  ['all', 'filter.all'],
  ['needs_person', 'filter.needsPerson'],
  ['unread', 'filter.unread'],
  ['assigned', 'filter.mine'],
  ['failed', 'filter.failed'],
  ['taken_over', 'filter.takenOver'],
  ['snoozed', 'filter.snoozed'],
  ['closed', 'filter.closed'],
];

/** The server counts no further. */
const MOST = 100;

interface Props {
  filter: Filter;
  /** How many wait for a person; undefined until known. */
  waiting: number | undefined;
  onFilter: (filter: Filter) => void;
}

export function FilterTabs({ filter, waiting = 0, onFilter }: Props) {
  const { t } = useTranslation();
  // While nobody has said who is here, nothing is theirs.
  const nobody = useContext(Me) === '' && filter !== 'assigned';
  const row = useRef<HTMLDivElement>(null);
  // After a reload the pressed one may be far along the row.
  useEffect(() => {
    row.current?.querySelector('[aria-pressed=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll its buttons
    <div ref={row} class="filter-tabs" role="group" aria-label={t('filter.label')}>
      {FILTERS.filter(([value]) => value !== 'assigned' || !nobody).map(([value, key]) => (
        <button
          key={value}
          type="button"
          class="filter-tab"
          data-filter={value}
          aria-pressed={value === filter}
          onClick={(event) => {
            event.currentTarget.scrollIntoView({ block: 'nearest', inline: 'nearest' });
            onFilter(value);
          }}
        >
          {t(key)}
          {value === 'needs_person' && waiting > 0 && (
            <span class="tab-count">{waiting >= MOST ? `${MOST - 1}+` : waiting}</span>
          )}
        </button>
      ))}
    </div>
  );
}
