/** The page: its title bar, the customers' phones, and the panel of faults. */
import { useEffect, useState } from 'preact/hooks';
import { useMedia } from '../ui/hooks';
import { addCustomer } from './api';
import { CustomerTabs } from './CustomerTabs';
import { Faults } from './Faults';
import { Handset } from './Handset';
import { Missing } from './Missing';
import { PageBar } from './PageBar';
import { usePhoneTexts } from './text/texts';
import { usePhone } from './usePhone';
import { WireSlot } from './wire/WireSlot';

export function App() {
  const { tx } = usePhoneTexts();
  const { state, connection, refusal, run } = usePhone();
  const narrow = useMedia('(max-width: 759px)');
  const [chosen, setChosen] = useState<string | null>(null);
  const [panel, setPanel] = useState(false);
  const [wire, setWire] = useState(false);

  useEffect(() => {
    document.title = `Relais · ${tx('title')}`;
  }, [tx]);

  if (connection === 'missing') return <Missing />;
  const customers = state?.customers ?? [];
  const current = customers.find((each) => each.wa_id === chosen) ?? customers[0];
  const shown = narrow ? customers.filter((each) => each === current) : customers;

  return (
    <div class="phone-page">
      <PageBar
        state={state}
        narrow={narrow}
        panel={panel}
        // On a narrow screen there is room for one.
        onPanel={() => {
          setPanel(wire || !panel);
          setWire(false);
        }}
        wire={wire}
        onWire={() => {
          setWire(!wire);
          setPanel(false);
        }}
      />
      <div role="status">
        {connection === 'lost' && <p class="banner banner-warn">{tx('lost')}</p>}
        {refusal !== null && <p class="banner banner-warn">{tx('refused', { why: refusal })}</p>}
      </div>
      <CustomerTabs
        customers={customers}
        current={narrow ? (current?.wa_id ?? null) : null}
        onChoose={setChosen}
        onAdd={(name) => void run(async () => setChosen((await addCustomer(name)).wa_id))}
      />
      <div class="faults-and-phones">
        <main class="handsets" hidden={narrow && panel} aria-label={tx('customers')}>
          {state === null && (
            <p class="phone-note" role="status">
              {tx('loading')}
            </p>
          )}
          {state
            && !(narrow && panel)
            && shown.map((customer) => (
              <Handset
                key={customer.wa_id}
                customer={customer}
                business={state.business}
                now={state.now}
                focused={!narrow && customer.wa_id === chosen}
                run={run}
              />
            ))}
        </main>
        {state && (!narrow || panel) && <Faults state={state} run={run} />}
      </div>
      <WireSlot
        open={wire}
        alone={narrow}
        onClose={() => {
          setWire(false);
          document.querySelector<HTMLElement>('[data-testid="open-wire"]')?.focus();
        }}
      />
    </div>
  );
}
