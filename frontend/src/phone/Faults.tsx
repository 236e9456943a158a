/** The panel of faults: each control makes the simulated WhatsApp or model misbehave as the real ones do. */
import { useState } from 'preact/hooks';
import { clockTime, fullTime } from '../time';
import { Icon } from '../ui/Icon';
import { advance, putSettings } from './api';
import type { ModelFailure, PhoneState, Settings } from './contract';
import { FailCode } from './FailCode';
import { CheckField, DelayField, NumberField, SelectField } from './fields';
import { usePhoneTexts } from './text/texts';
import type { Phone } from './usePhone';

const NORMAL: Pick<
  Settings,
  'repeat_webhooks' | 'shuffle_statuses' | 'send_statuses' | 'fail_code' | 'timeout_after_accepting' | 'model_failure'
> = {
  repeat_webhooks: 0,
  shuffle_statuses: false,
  send_statuses: true,
  fail_code: null,
  timeout_after_accepting: false,
  model_failure: null,
};

export function Faults({ state, run }: { state: PhoneState; run: Phone['run'] }) {
  const { tx } = usePhoneTexts();
  /** Changed here and not confirmed by the server yet, which holds the settings. */
  const [pending, setPending] = useState<Partial<Settings>>({});
  const settings: Settings = { ...state.settings, ...pending };
  const change = (part: Partial<Settings>) => {
    setPending((now) => ({ ...now, ...part }));
    void run(() => putSettings({ ...settings, ...part })).then(() => setPending({}));
  };

  return (
    <aside class="faults" id="faults" aria-labelledby="faults-title">
      <div class="faults-head">
        <h2 id="faults-title">{tx('faults.title')}</h2>
        <button type="button" class="button button-small" onClick={() => change(NORMAL)}>
          {tx('faults.reset')}
        </button>
      </div>
      <p class="hint">{tx('faults.lead')}</p>
      <TimeControls now={state.now} run={run} />
      <WebhookFaults settings={settings} change={change} />
      <SendingFaults settings={settings} change={change} />
      {state.model_simulated && <ModelFaults settings={settings} change={change} />}
    </aside>
  );
}

function TimeControls({ now, run }: { now: string; run: Phone['run'] }) {
  const translation = usePhoneTexts();
  const { tx } = translation;
  const day = new Intl.DateTimeFormat(translation.locale, { weekday: 'short', day: 'numeric', month: 'short' });
  return (
    <fieldset>
      <legend>{tx('faults.time')}</legend>
      <p class="faults-now">
        {tx('faults.now')}{' '}
        <time dateTime={now} title={fullTime(now, translation)}>
          {day.format(new Date(now))} {clockTime(now, translation)}
        </time>
      </p>
      <button type="button" class="button" data-testid="advance" onClick={() => void run(() => advance(25))}>
        <Icon name="clock" />
        {tx('faults.advance')}
      </button>
      <p class="hint">{tx('faults.advanceHint')}</p>
    </fieldset>
  );
}

interface FaultProps {
  settings: Settings;
  change: (part: Partial<Settings>) => void;
}

function WebhookFaults({ settings, change }: FaultProps) {
  const { tx } = usePhoneTexts();
  return (
    <fieldset>
      <legend>{tx('faults.webhooks')}</legend>
      <NumberField
        name="repeat_webhooks"
        label={tx('faults.repeat')}
        hint={tx('faults.repeatHint')}
        min={0}
        max={10}
        step={1}
        value={settings.repeat_webhooks}
        onChange={(value) => change({ repeat_webhooks: value })}
      />
      <CheckField
        name="send_statuses"
        label={tx('faults.sendStatuses')}
        value={settings.send_statuses}
        onChange={(value) => change({ send_statuses: value })}
      />
      <CheckField
        name="shuffle_statuses"
        label={tx('faults.shuffle')}
        value={settings.shuffle_statuses}
        onChange={(value) => change({ shuffle_statuses: value })}
      />
      <DelayField
        name="read_after_ms"
        label={tx('faults.readAfter')}
        value={settings.read_after_ms}
        onChange={(value) => change({ read_after_ms: value })}
      />
    </fieldset>
  );
}

function SendingFaults({ settings, change }: FaultProps) {
  const { tx } = usePhoneTexts();
  return (
    <fieldset>
      <legend>{tx('faults.sending')}</legend>
      <FailCode value={settings.fail_code} onChange={(value) => change({ fail_code: value })} />
      <CheckField
        name="timeout_after_accepting"
        label={tx('faults.timeout')}
        hint={tx('faults.timeoutHint')}
        value={settings.timeout_after_accepting}
        onChange={(value) => change({ timeout_after_accepting: value })}
      />
      <DelayField
        name="graph_delay_ms"
        label={tx('faults.graphDelay')}
        value={settings.graph_delay_ms}
        onChange={(value) => change({ graph_delay_ms: value })}
      />
    </fieldset>
  );
}

function ModelFaults({ settings, change }: FaultProps) {
  const { tx } = usePhoneTexts();
  return (
    <fieldset>
      <legend>{tx('faults.model')}</legend>
      <SelectField<ModelFailure | ''>
        name="model_failure"
        label={tx('faults.modelFailure')}
        value={settings.model_failure ?? ''}
        options={[
          ['', tx('faults.modelNone')],
          ['empty', tx('faults.modelEmpty')],
          ['thoughts', tx('faults.modelThoughts')],
          ['torn', tx('faults.modelTorn')],
          ['garbage', tx('faults.modelGarbage')],
          ['error_429', tx('faults.model429')],
          ['error_500', tx('faults.model500')],
          ['silence', tx('faults.modelSilence')],
        ]}
        onChange={(value) => change({ model_failure: value === '' ? null : value })}
      />
      <DelayField
        name="model_delay_ms"
        label={tx('faults.modelDelay')}
        value={settings.model_delay_ms}
        onChange={(value) => change({ model_delay_ms: value })}
      />
    </fieldset>
  );
}
