/** On a narrow page one phone is shown, chosen here; on any page a customer can be added. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { limit } from '../ui/characters';
import { Icon } from '../ui/Icon';
import type { Customer } from './contract';
import { usePhoneTexts } from './text/texts';

/** Characters of the longest name. */
const MOST = 60;

interface Props {
  customers: readonly Customer[];
  /** Null when all phones are shown: then there is nothing to choose. */
  current: string | null;
  onChoose: (waId: string) => void;
  onAdd: (name: string) => void;
}

export function CustomerTabs({ customers, current, onChoose, onAdd }: Props) {
  const { tx } = usePhoneTexts();
  return (
    <nav class="customer-tabs" aria-label={tx('customers')}>
      {current !== null && <Tabs customers={customers} current={current} onChoose={onChoose} />}
      <NewCustomer onAdd={onAdd} />
    </nav>
  );
}

interface TabsProps {
  customers: readonly Customer[];
  current: string;
  onChoose: (waId: string) => void;
}

function Tabs({ customers, current, onChoose }: TabsProps) {
  return (
    <div class="tabs">
      {customers.map((each) => (
        <button
          key={each.wa_id}
          type="button"
          class="tab"
          aria-pressed={each.wa_id === current}
          onClick={() => onChoose(each.wa_id)}
        >
          <bdi>{each.name}</bdi>
        </button>
      ))}
    </div>
  );
}

function NewCustomer({ onAdd }: { onAdd: (name: string) => void }) {
  const { tx } = usePhoneTexts();
  const { t } = useTranslation();
  const [name, setName] = useState<string | null>(null);
  if (name === null) {
    return (
      <button
        type="button"
        class="button button-small"
        data-testid="new-customer"
        aria-label={tx('newCustomer')}
        onClick={() => setName('')}
      >
        <Icon name="plus" />
        <span>{tx('newCustomer')}</span>
      </button>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    onAdd(name.trim());
    setName(null);
  };
  return (
    <form class="new-customer" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && setName(null)}>
      <label class="sr-only" for="customer-name">
        {tx('customerName')}
      </label>
      <input
        id="customer-name"
        class="field"
        ref={(input) => {
          if (input && name === '') input.focus();
        }}
        placeholder={tx('customerName')}
        value={name}
        onInput={({ currentTarget }) => {
          limit(currentTarget, MOST, t('composer.full', { most: MOST }));
          setName(currentTarget.value);
        }}
      />
      <button type="submit" class="button button-small button-primary" disabled={!name.trim()}>
        {tx('add')}
      </button>
      <button type="button" class="button button-small" onClick={() => setName(null)}>
        {tx('cancel')}
      </button>
    </form>
  );
}
