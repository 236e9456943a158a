/** What the first view needs to know of Web Push. */
import { inBrowser } from '../ui/storage';

/** The id by which the server knows this browser. */
export const ID_KEY = 'relais.push';

/** Whether the server tells this browser, as far as this page knows. */
export const isTold = (): boolean => inBrowser.read(ID_KEY) !== null;

/** Whether this browser has Web Push for this page: only an encrypted one, or one of this machine. */
export function hasPush(): boolean {
  return window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window;
}
