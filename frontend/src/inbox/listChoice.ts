/** Which list is shown: kept in the tab, so that a reload shows it again. What is open beside it is in the address. */
import { useState } from 'preact/hooks';
import { inTab, type KeyValueStorage } from '../ui/storage';
import type { Filter } from './contract';
import { FILTERS } from './FilterTabs';

const STORAGE_KEY = 'relais.list';

export interface ListChoice {
  filter: Filter;
  /** The business number whose conversations are listed; null for all. */
  phoneId: string | null;
}

export function readChoice(storage: KeyValueStorage): ListChoice {
  try {
    const { filter, phoneId } = JSON.parse(storage.read(STORAGE_KEY) ?? '') as Record<string, unknown>;
    return {
      filter: FILTERS.find(([known]) => known === filter)?.[0] ?? 'all',
      phoneId: typeof phoneId === 'string' ? phoneId : null,
    };
  } catch {
    return { filter: 'all', phoneId: null };
  }
}

export function keepChoice(storage: KeyValueStorage, choice: ListChoice): void {
  storage.write(STORAGE_KEY, JSON.stringify(choice));
}

export function useListChoice() {
  const [choice, setChoice] = useState(() => readChoice(inTab));
  const choose = (change: Partial<ListChoice>) => {
    const next = { ...choice, ...change };
    keepChoice(inTab, next);
    setChoice(next);
  };
  return {
    ...choice,
    setFilter: (filter: Filter) => choose({ filter }),
    setPhoneId: (phoneId: string | null) => choose({ phoneId }),
  };
}
