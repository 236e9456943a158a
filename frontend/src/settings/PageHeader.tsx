/** The title, who saved last, and of which number the settings are. */
import { useEffect, useRef } from 'preact/hooks';
import type { BusinessNumber } from '../inbox/numbers';
import { pageHash } from '../inbox/route';
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import type { SettingsState } from './contract';
import { momentOf } from './readable';
import { type SettingsTexts, useTexts } from './text/texts';

interface Props {
  /** Null until it is loaded. */
  state: SettingsState | null;
  phoneId: string | null;
  numbers: readonly BusinessNumber[];
  onClose: () => void;
}

export function PageHeader({ state, phoneId, numbers, onClose }: Props) {
  const { t } = useTranslation();
  const texts = useTexts();
  const { tx } = texts;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const current = state?.phone_id ?? phoneId ?? '';
  return (
    <header class="settings-head">
      <button
        type="button"
        class="button button-quiet settings-back"
        data-testid="settings-back"
        onClick={onClose}
        aria-label={t('thread.back')}
        title={t('thread.back')}
      >
        <Icon name="back" />
      </button>
      <div class="settings-names">
        <h1 ref={title} tabIndex={-1}>
          {tx('title')}
        </h1>
        {state && <p class="hint">{sinceOf(state, texts)}</p>}
      </div>
      {numbers.length > 0 && (
        <label class="settings-number">
          <span class="hint">{tx('number')}</span>
          <select
            class="field"
            value={current}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              // It is chosen once nothing unsaved is in the way.
              event.currentTarget.value = current;
              location.hash = pageHash('settings', chosen);
            }}
          >
            {numbers.map(({ phoneId: each, name }) => (
              <option key={each} value={each}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </header>
  );
}

function sinceOf({ version, changed_at, changed_by }: SettingsState, { tx, locale }: SettingsTexts): string {
  if (version === 0) return tx('never');
  const when = momentOf(changed_at, locale);
  return changed_by === null ? tx('since', { version, when }) : tx('sinceBy', { version, when, who: changed_by });
}
