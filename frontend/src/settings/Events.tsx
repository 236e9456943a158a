/** Signed webhooks to the business's own system, and those that could not be delivered. */

import { useMay } from '../inbox/role';
import type { EventsDraft } from './assistance';
import type { SettingsCalls } from './calls';
import { EVENT_TYPES } from './contract';
import { useEditor, useProblem } from './Editor';
import { EventFailures } from './EventFailures';
import { idOf, Line, ProblemText, Section } from './fields';
import { SecretField } from './SecretField';
import { useTexts } from './text/texts';

export function Events({ calls }: { calls: Pick<SettingsCalls, 'failures' | 'retry'> }) {
  const { manage } = useMay();
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const { events } = form;
  const problem = useProblem('events.types');
  const set = (path: string, part: Partial<EventsDraft>) =>
    edit(`events.${path}`, (now) => ({ events: { ...now.events, ...part } }));
  return (
    <Section name="events" title={tx('events.title')}>
      <p class="hint">{tx('events.lead')}</p>
      <Line
        field="events.url"
        label={tx('events.url')}
        inputMode="url"
        placeholder="https://"
        value={events.url}
        onValue={(url) => set('url', { url })}
      />
      <SecretField
        field="events.secret"
        hint={tx('events.secretHint')}
        secret={events.secret}
        onSecret={(secret) => set('secret', { secret })}
        needed
        make={newSecret}
      />
      <fieldset class="ticks-list">
        <legend>{tx('events.types')}</legend>
        {EVENT_TYPES.map((type) => (
          <label key={type} class="tick">
            <input
              type="checkbox"
              checked={events.types.includes(type)}
              aria-invalid={problem === null ? undefined : true}
              aria-describedby={problem === null ? undefined : `${idOf('events.types')}-problem`}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                set('types', {
                  types: EVENT_TYPES.filter((each) => (each === type ? checked : events.types.includes(each))),
                });
              }}
            />
            <span>{tx(`events.${type}`)}</span>
          </label>
        ))}
        <ProblemText id={idOf('events.types')} problem={problem} />
      </fieldset>
      {manage && <EventFailures calls={calls} />}
    </Section>
  );
}

/** As the Standard Webhooks scheme writes one. */
function newSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
}
