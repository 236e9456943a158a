/**
 * The browser's notifications, for who wants them. They name no customer and no text: a notification is read on a locked
 * screen and by whoever stands beside it.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Calls } from '../push/subscribe';
import { useTranslation } from '../text/Language';
import { inBrowser } from '../ui/storage';
import { usePush } from './usePush';

const STORAGE_KEY = 'relais.notifications';
/** A later one takes the place of an earlier one, also of another tab and of the service worker. */
export const TAG = 'relais';

/** `blocked`: the browser refuses them for this page, which only its settings can change. */
export type NotificationState = 'unsupported' | 'blocked' | 'off' | 'on';

export interface Notifications {
  state: NotificationState;
  /** Whether they come also while no inbox is open. */
  always: boolean;
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

/** `api` is null for who may not ask the server to tell this browser. */
export function useNotifications(visible: boolean, api: Calls | null): Notifications {
  const { t, language } = useTranslation();
  const [state, setState] = useState(currentState);
  const registration = usePush(state === 'on', api, language);
  const shown = useRef<Notification | null>(null);
  useEffect(() => {
    if (!visible) return;
    shown.current?.close();
    void registration?.getNotifications({ tag: TAG }).then((all) => all.map((each) => each.close()));
    // The browser's settings may have changed meanwhile.
    setState((now) => (now === 'unsupported' ? now : currentState()));
  }, [visible, registration]);

  const toggle = useCallback(async () => {
    const wanted = currentState() !== 'on';
    if (wanted) await Notification.requestPermission();
    inBrowser.write(STORAGE_KEY, wanted ? 'on' : null);
    setState(currentState());
  }, []);

  const notify = useCallback(() => {
    if (currentState() !== 'on' || isLookedAt()) return;
    const options = { body: t('notify.body'), tag: TAG, icon: '/favicon.svg' };
    if (registration) {
      // Those of a page and those of its service worker do not take each other's place.
      registration.showNotification(t('app.name'), options).catch(() => undefined);
      return;
    }
    try {
      const notification = new Notification(t('app.name'), options);
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
      shown.current = notification;
    } catch {
      // Chrome on Android has them for service workers only.
      setState('unsupported');
    }
  }, [t, registration]);

  return { state, always: registration !== null, toggle, notify };
}

function currentState(): NotificationState {
  const permission = 'Notification' in window ? Notification.permission : undefined;
  return stateOf(permission, inBrowser.read(STORAGE_KEY) === 'on');
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
