/** Above the composer: a reply to the customer, or a note for colleagues. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { useAltKey } from '../useTakeoverKey';
import type { Mode } from './mode';

const KEYS = 'Alt+N';

export function ModeSwitch({ mode, onMode }: { mode: Mode; onMode: (mode: Mode) => void }) {
  const { t } = useTranslation();
  useAltKey('n', true, () => onMode(mode === 'reply' ? 'note' : 'reply'));
  const choice = (of: Mode) => (
    <button
      type="button"
      class="button button-small"
      data-testid={`mode-${of}`}
      aria-pressed={mode === of}
      aria-keyshortcuts={KEYS}
      title={KEYS}
      onClick={() => onMode(of)}
    >
      <Icon name={of === 'reply' ? 'reply' : 'template'} />
      {t(of === 'reply' ? 'composer.reply' : 'composer.note')}
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
    <div class={`mode-switch is-${mode}`} role="group" aria-label={t('composer.mode')}>
      {choice('reply')}
      {choice('note')}
    </div>
  );
}
