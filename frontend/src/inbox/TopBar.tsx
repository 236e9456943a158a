import type { Person } from '../signin/idToken';
import { LanguageSwitch, useTranslation } from '../text/Language';
import { Icon, Logo } from '../ui/Icon';
import type { Health } from './contract';
import { KeysButton } from './Keys';
import { NotificationButton } from './NotificationButton';
import { PagesNav } from './PagesNav';
import type { PageName } from './route';
import type { Notifications } from './useNotifications';

interface Props {
  health: Health | null;
  person: Person | null;
  /** Null while conversations are shown. */
  page: PageName | null;
  notifications: Notifications;
  onKeys: () => void;
  onSignOut: () => void;
}

export function TopBar({ health, person, page, notifications, onKeys, onSignOut }: Props) {
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
      <PagesNav page={page} health={health} />
      <NotificationButton notifications={notifications} />
      <KeysButton onOpen={onKeys} />
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
      <bdi class="signed-in-name">{who}</bdi>
    </span>
  );
}
