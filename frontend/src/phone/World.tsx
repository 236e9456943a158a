/** What could go wrong: each control makes the simulated WhatsApp or model misbehave as the real ones do. */
import { useState } from 'preact/hooks';
import { useSpeech } from '../text/Language';
import { clockTime, fullTime } from '../time';
import { Icon } from '../ui/Icon';
import { advance, putSettings } from './api';
import type { ModelFailure, PhoneState, Settings } from './contract';
import { FailCode } from './FailCode';
import { CheckField, NumberField, SelectField } from './fields';
import type { PhoneWorld } from './usePhone';

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

export function World({ state, run }: { state: PhoneState; run: PhoneWorld['run'] }) {
  const speech = useSpeech();
  const { t } = speech;
  /** Changed here and on the way to the server, which holds the settings. */
  const [pending, setPending] = useState<Partial<Settings>>({});
  const settings: Settings = { ...state.settings, ...pending };
  const change = (part: Partial<Settings>) => {
    setPending((now) => ({ ...now, ...part }));
    void run(() => putSettings({ ...settings, ...part })).then(() => setPending({}));
  };

  return (
    <aside class="world" id="world" aria-labelledby="world-title">
      <div class="world-head">
        <h2 id="world-title">{t('world.title')}</h2>
        <button type="button" class="button button-small" onClick={() => change(NORMAL)}>
          {t('world.reset')}
        </button>
      </div>
      <p class="hint">{t('world.lead')}</p>

      <fieldset>
        <legend>{t('world.time')}</legend>
        <p class="world-now">
          {t('world.now')}{' '}
          <time dateTime={state.now} title={fullTime(state.now, speech)}>
            {new Intl.DateTimeFormat(speech.locale, { weekday: 'short', day: 'numeric', month: 'short' }).format(
              new Date(state.now),
            )}{' '}
            {clockTime(state.now, speech)}
          </time>
        </p>
        <button type="button" class="button" data-testid="advance" onClick={() => void run(() => advance(25))}>
          <Icon name="clock" />
          {t('world.advance')}
        </button>
        <p class="hint">{t('world.advanceHint')}</p>
      </fieldset>

      <fieldset>
        <legend>{t('world.webhooks')}</legend>
        <NumberField
          name="repeat_webhooks"
          label={t('world.repeat')}
          hint={t('world.repeatHint')}
          min={0}
          max={10}
          step={1}
          value={settings.repeat_webhooks}
          onChange={(value) => change({ repeat_webhooks: value })}
        />
        <CheckField
          name="send_statuses"
          label={t('world.sendStatuses')}
          value={settings.send_statuses}
          onChange={(value) => change({ send_statuses: value })}
        />
        <CheckField
          name="shuffle_statuses"
          label={t('world.shuffle')}
          value={settings.shuffle_statuses}
          onChange={(value) => change({ shuffle_statuses: value })}
        />
        <NumberField
          name="read_after_ms"
          label={t('world.readAfter')}
          min={0}
          max={600_000}
          step={100}
          value={settings.read_after_ms}
          onChange={(value) => change({ read_after_ms: value })}
        />
      </fieldset>

      <fieldset>
        <legend>{t('world.sending')}</legend>
        <FailCode value={settings.fail_code} onChange={(value) => change({ fail_code: value })} />
        <CheckField
          name="timeout_after_accepting"
          label={t('world.timeout')}
          hint={t('world.timeoutHint')}
          value={settings.timeout_after_accepting}
          onChange={(value) => change({ timeout_after_accepting: value })}
        />
        <NumberField
          name="graph_delay_ms"
          label={t('world.graphDelay')}
          min={0}
          max={600_000}
          step={100}
          value={settings.graph_delay_ms}
          onChange={(value) => change({ graph_delay_ms: value })}
        />
      </fieldset>

      {state.model_simulated && (
        <fieldset>
          <legend>{t('world.model')}</legend>
          <SelectField<ModelFailure | ''>
            name="model_failure"
            label={t('world.modelFailure')}
            value={settings.model_failure ?? ''}
            options={[
              ['', t('world.modelNone')],
              ['empty', t('world.modelEmpty')],
              ['garbage', t('world.modelGarbage')],
              ['error_429', t('world.model429')],
              ['error_500', t('world.model500')],
              ['silence', t('world.modelSilence')],
            ]}
            onChange={(value) => change({ model_failure: value === '' ? null : value })}
          />
          <NumberField
            name="model_delay_ms"
            label={t('world.modelDelay')}
            min={0}
            max={600_000}
            step={100}
            value={settings.model_delay_ms}
            onChange={(value) => change({ model_delay_ms: value })}
          />
        </fieldset>
      )}
    </aside>
  );
}
