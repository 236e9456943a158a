/**
 * The browser's notifications, for who wants them. They name no customer and no text: a notification is read on a locked
 * screen and by whoever stands beside it.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { inBrowser } from '../ui/storage';

const STORAGE_KEY = 'relais.notifications';
/** A later one takes the place of an earlier one, also of another tab. */
const TAG = 'relais';

/** `blocked`: the browser refuses them for this page, which only its settings can change. */
export type NotificationState = 'unsupported' | 'blocked' | 'off' | 'on';

export interface Notifications {
  state: NotificationState;
  /** Asks for the permission when it is not given yet: call it for a click only. */
  toggle(): Promise<void>;
  /** Says that something waits, unless the page is being looked at. */
  notify(): void;
}

/** `permission` is undefined in a browser without notifications. */
export function stateOf(permission: NotificationPermission | undefined, wanted: boolean): NotificationState {
  if (permission === undefined) return 'unsupported';
  if (permission === 'denied') return 'blocked';
  return wanted && permission === 'granted' ? 'on' : 'off';
}

export function useNotifications(visible: boolean): Notifications {
  const { t } = useTranslation();
  const [state, setState] = useState(currentState);
  const shown = useRef<Notification | null>(null);
  useEffect(() => {
    if (!visible) return;
    shown.current?.close();
    // The browser's settings may have changed meanwhile.
    setState((now) => (now === 'unsupported' ? now : currentState()));
  }, [visible]);

  const toggle = useCallback(async () => {
    const wanted = currentState() !== 'on';
    if (wanted) await Notification.requestPermission();
    inBrowser.write(STORAGE_KEY, wanted ? 'on' : null);
    setState(currentState());
  }, []);

  const notify = useCallback(() => {
    if (currentState() !== 'on' || isLookedAt()) return;
    try {
      const notification = new Notification(t('app.name'), { body: t('notify.body'), tag: TAG, icon: '/favicon.svg' });
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
      shown.current = notification;
    } catch {
      // Chrome on Android has them for service workers only.
      setState('unsupported');
    }
  }, [t]);

  return { state, toggle, notify };
}

function currentState(): NotificationState {
  const permission = 'Notification' in window ? Notification.permission : undefined;
  return stateOf(permission, inBrowser.read(STORAGE_KEY) === 'on');
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
