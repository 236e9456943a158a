/** Switches the browser's notifications on and off. Without a browser that has them there is no button. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { Icon } from '../ui/Icon';
import type { NotificationState, Notifications } from './useNotifications';

const LABELS: Readonly<Record<Exclude<NotificationState, 'unsupported'>, TextKey>> = {
  on: 'notify.on',
  off: 'notify.off',
  blocked: 'notify.blocked',
};

export function NotificationButton({ notifications: { state, toggle } }: { notifications: Notifications }) {
  const { t } = useTranslation();
  if (state === 'unsupported') return null;
  const label = t(LABELS[state]);
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
