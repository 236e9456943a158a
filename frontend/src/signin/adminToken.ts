/** The admin token of a local server: taken from the address, stored in this browser until signing out. */
import { inBrowser } from '../ui/storage';

const STORAGE_KEY = 'relais.token';

/** The token in an address's fragment: `#token=…`. */
export function tokenInFragment(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token')?.trim();
  return token ? token : null;
}

/** The token in the address, which is then removed from it and from the history; else the stored one. */
export function takeToken(): string | null {
  const given = tokenInFragment(location.hash);
  if (given === null) return inBrowser.read(STORAGE_KEY);
  history.replaceState(null, '', location.pathname + location.search);
  keepToken(given);
  return given;
}

export function keepToken(token: string): void {
  inBrowser.write(STORAGE_KEY, token);
}

/** Unless another tab has signed in with another one meanwhile. */
export function forgetToken(token: string): void {
  if (inBrowser.read(STORAGE_KEY) === token) inBrowser.write(STORAGE_KEY, null);
}

/** Another tab has signed out, or its token was refused. */
export function wasForgotten({ key, newValue }: Pick<StorageEvent, 'key' | 'newValue'>): boolean {
  return key === STORAGE_KEY && newValue === null;
}
