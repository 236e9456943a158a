/**
 * The admin token of a local server, exchanged for a cookie that no script can read. The page keeps no token: it is taken from
 * the address, or from where an earlier release stored it, and sent once.
 */
import { inBrowser } from '../ui/storage';

const SESSION = '/api/session';
const TIMEOUT_MS = 15_000;
/** Where release 0.2 and earlier stored the token. */
const FORMER_KEY = 'relais.token';
const SIGNED_OUT_KEY = 'relais.signed_out';

/** `unreachable`: no answer says whether the person is signed in. */
export type SignedIn = 'yes' | 'no' | 'unreachable';

/** The token in an address's fragment: `#token=…`. */
export function tokenInFragment(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token')?.trim();
  return token ? token : null;
}

/** The token in the address, which is then removed from it and from the history; else one that an earlier release stored. */
export function takeToken(): string | null {
  const given = tokenInFragment(location.hash);
  const former = inBrowser.read(FORMER_KEY);
  if (given !== null) history.replaceState(null, '', location.pathname + location.search);
  return given ?? former;
}

/** Exchanges the token for the cookie. */
export async function signIn(token: string): Promise<SignedIn> {
  // Other characters cannot be in a header, so they are in no token.
  if (!/^[!-~]+$/.test(token)) return 'no';
  const answer = await asked(SESSION, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  if (answer === 'yes') inBrowser.write(SIGNED_OUT_KEY, null);
  // While the server does not answer, a token of an earlier release is still needed.
  if (answer === 'yes' || answer === 'no') inBrowser.write(FORMER_KEY, null);
  return answer;
}

/** Whether the browser has a cookie that the server accepts. */
export function isSignedIn(): Promise<SignedIn> {
  return asked('/api/me', {});
}

/**
 * Signs out in all tabs, and removes the cookie. Without an answer the cookie stays, and no page uses it: the next one that is
 * opened removes it.
 */
export function signOut(): Promise<SignedIn> {
  inBrowser.write(SIGNED_OUT_KEY, '1');
  return asked(SESSION, { method: 'DELETE', headers: { 'X-Requested-With': 'relais' } });
}

/** Whether somebody signed out in this browser, and nobody has signed in since. */
export function hasSignedOut(): boolean {
  return inBrowser.read(SIGNED_OUT_KEY) !== null;
}

/** Another tab has signed out. */
export function isSignOut({ key, newValue }: Pick<StorageEvent, 'key' | 'newValue'>): boolean {
  return key === SIGNED_OUT_KEY && newValue !== null;
}

async function asked(path: string, init: RequestInit): Promise<SignedIn> {
  try {
    const response = await fetch(path, { ...init, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return 'yes';
    return response.status === 401 ? 'no' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}
