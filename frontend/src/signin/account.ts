/**
 * The account of the person at this tab: the session as it begins, is renewed and ends.
 *
 * Tokens are in the tab's sessionStorage. A shop's computer is shared: what localStorage keeps would outlive the
 * closed window, a refresh token for days. Memory alone would ask for the password at every reload. Scripts of this
 * origin could read either; there are no others, by the Content-Security-Policy.
 */

import type { Stored } from '../ui/storage';
import type { Attempt } from './attempt';
import { asFailure, type Failure, SignInProblem } from './failure';
import { firstSession, isBetter, isDue, parseSession, renewedSession, type Session } from './session';
import type { Listener, Tabs } from './tabs';
import type { TokenEndpoint } from './tokenEndpoint';

const STORED = 'relais.session';

export type State = { signedIn: true; session: Session } | { signedIn: false; failure: Failure | null };

export interface AccountOptions {
  clientId: string;
  redirectUri: string;
  endpoint: TokenEndpoint;
  storage: Stored;
  openTabs: (listener: Listener) => Tabs;
  now: () => number;
  onState: (state: State) => void;
}

export interface Account {
  /** The session kept in this tab, or another tab's. */
  resume(): Promise<boolean>;
  /** Completes an attempt with the code it came back with. */
  complete(code: string, attempt: Attempt): Promise<void>;
  /** Nobody is signed in. */
  end(failure: Failure | null): void;
  /** The token to call the API with, renewed when it is about to end. Fails with a `SignInProblem`. */
  token(): Promise<string>;
  /** A token in place of one that the API refused. Fails with a `SignInProblem`. */
  renew(refused: string): Promise<string>;
  /** Signs out, in the other tabs too, and makes the refresh token worthless. */
  signOut(): void;
}

export function createAccount({
  clientId,
  redirectUri,
  endpoint,
  storage,
  openTabs,
  now,
  onState,
}: AccountOptions): Account {
  let session: Session | null = null;
  let renewal: Promise<string> | null = null;

  const tabs = openTabs({
    current: () => session,
    onSession(theirs) {
      if (session === null || isBetter(theirs, session)) keep(theirs);
    },
    onSignedOut() {
      if (session !== null) end({ kind: 'signed_out' });
    },
  });

  function keep(next: Session): void {
    const whose = session?.person.sub;
    session = next;
    storage.write(STORED, JSON.stringify(next));
    if (whose !== next.person.sub) onState({ signedIn: true, session: next });
  }

  function end(failure: Failure | null): void {
    session = null;
    storage.write(STORED, null);
    onState({ signedIn: false, failure });
  }

  async function renewNow(before: Session): Promise<string> {
    try {
      if (before.refreshToken === null) throw new SignInProblem({ kind: 'ended' });
      const next = renewedSession(before, await endpoint.renew(before.refreshToken), clientId, now());
      // Signed out meanwhile: the answer is dropped.
      if (session?.person.sub !== before.person.sub) throw new SignInProblem({ kind: 'signed_out' });
      keep(next);
      tabs.tell(next);
      return next.accessToken;
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'unreachable' || session === null) throw error;
      // Where refresh tokens serve once, another tab may have used it and have the next.
      const theirs = await tabs.ask();
      if (theirs && isBetter(theirs, before)) {
        keep(theirs);
        return theirs.accessToken;
      }
      end(failure.kind === 'stale' ? { kind: 'ended' } : failure);
      throw new SignInProblem({ kind: 'ended' });
    }
  }

  const renewOnce = (before: Session): Promise<string> => {
    renewal ??= renewNow(before).finally(() => {
      renewal = null;
    });
    return renewal;
  };

  return {
    async resume() {
      const found = parseSession(storage.read(STORED)) ?? (await tabs.ask());
      if (found) keep(found);
      return found !== null;
    },
    async complete(code, attempt) {
      try {
        const tokens = await endpoint.exchange(code, attempt.verifier, redirectUri);
        const next = firstSession(tokens, clientId, attempt.nonce, now());
        keep(next);
        tabs.tell(next);
      } catch (error) {
        end(asFailure(error));
      }
    },
    end,
    async token() {
      if (session === null) throw new SignInProblem({ kind: 'ended' });
      const { accessToken } = session;
      if (!isDue(session, now())) return accessToken;
      // Renewed ahead of its end: while the user pool cannot be reached, it may still do.
      return renewOnce(session).catch((error: unknown) => {
        if (asFailure(error).kind === 'unreachable') return accessToken;
        throw error;
      });
    },
    async renew(refused) {
      if (session === null) throw new SignInProblem({ kind: 'ended' });
      return session.accessToken === refused ? renewOnce(session) : session.accessToken;
    },
    signOut() {
      const refreshToken = session?.refreshToken ?? null;
      if (refreshToken !== null) endpoint.revoke(refreshToken);
      tabs.signedOut();
      end({ kind: 'signed_out' });
    },
  };
}
