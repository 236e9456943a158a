import { LanguageSwitch, useSpeech } from '../text/Language';
import { Icon, Mark } from '../ui/Icon';
import type { Health } from './contract';

export function TopBar({ health, onSignOut }: { health: Health | null; onSignOut: () => void }) {
  const { t } = useSpeech();
  return (
    <header class="top-bar">
      <a class="brand" href="#/">
        <Mark />
        <span class="brand-name">{t('app.name')}</span>
      </a>
      {health && (
        <span class={`assistant-state assistant-${health.assistant}`}>
          <Icon name="spark" />
          {t(health.assistant === 'on' ? 'health.assistantOn' : 'health.assistantOff')}
        </span>
      )}
      <LanguageSwitch />
      <button type="button" class="button button-quiet" onClick={onSignOut} aria-label={t('signin.out')} title={t('signin.out')}>
        <Icon name="leave" />
      </button>
    </header>
  );
}
