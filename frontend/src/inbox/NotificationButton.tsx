/** Switches the browser's notifications on and off. Without a browser that has them there is no button. */
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import type { Notifications } from './useNotifications';

export function NotificationButton({ notifications }: { notifications: Notifications }) {
  const { t } = useTranslation();
  const { state, toggle } = notifications;
  if (state === 'unsupported') return null;
  const label = t(labelOf(notifications));
  return (
    <button
      type="button"
      class="button button-quiet notify"
      data-testid="notifications"
      aria-pressed={state === 'on'}
      aria-disabled={state === 'blocked'}
      aria-label={label}
      title={label}
      onClick={() => state !== 'blocked' && void toggle()}
    >
      <Icon name={state === 'on' ? 'bell' : 'bellOff'} />
    </button>
  );
}

function labelOf({ state, always }: Notifications) {
  if (state === 'blocked') return 'notify.blocked';
  if (state === 'off') return 'notify.label';
  return always ? 'notify.always' : 'notify.open';
}
