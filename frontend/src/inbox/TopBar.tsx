import type { Person } from '../signin/idToken';
import { LanguageSwitch, useTranslation } from '../text/Language';
import { Icon, Logo } from '../ui/Icon';
import type { Health } from './contract';
import { NotificationButton } from './NotificationButton';
import { settingsHash } from './route';
import type { Notifications } from './useNotifications';

interface Props {
  health: Health | null;
  person: Person | null;
  notifications: Notifications;
  onSignOut: () => void;
}

export function TopBar({ health, person, notifications, onSignOut }: Props) {
  const { t } = useTranslation();
  return (
    <header class="top-bar">
      <a class="brand" href="#/">
        <Logo />
        <span class="brand-name">{t('app.name')}</span>
      </a>
      {health && (
        <span class={`assistant-state assistant-${health.assistant}`}>
          <Icon name="spark" />
          {t(health.assistant === 'on' ? 'health.assistantOn' : 'health.assistantOff')}
        </span>
      )}
      {person && <SignedInAs person={person} />}
      <a
        class="button button-quiet"
        href={settingsHash(null)}
        data-testid="open-settings"
        aria-label={t('top.settings')}
        title={t('top.settings')}
      >
        <Icon name="sliders" />
      </a>
      <NotificationButton notifications={notifications} />
      <LanguageSwitch />
      <button
        type="button"
        class="button button-quiet"
        data-testid="sign-out"
        onClick={onSignOut}
        aria-label={t('signin.out')}
        title={t('signin.out')}
      >
        <Icon name="leave" />
      </button>
    </header>
  );
}

function SignedInAs({ person }: { person: Person }) {
  const { t } = useTranslation();
  const who = person.name ?? person.email ?? person.username;
  if (who === null) return null;
  return (
    <span class="signed-in-as" data-testid="signed-in-as" title={t('account.user', { who: person.email ?? who })}>
      <Icon name="person" />
      <span class="sr-only">{t('account.user', { who: '' })}</span>
      <span class="signed-in-name">{who}</span>
    </span>
  );
}
