/** The account of the person at this tab: begins, renews and ends the session. */
import type { KeyValueStorage } from '../ui/storage';
import type { Attempt } from './attempt';
import { asFailure, type Failure } from './failure';
import type { Client } from './idToken';
import { createRenewal } from './renewal';
import { firstSession, isBetter, isDue } from './session';
import { type State, TabSession } from './tabSession';
import type { Listener, Tabs } from './tabs';
import type { TokenEndpoint } from './tokenEndpoint';

export interface AccountOptions {
  client: Client;
  redirectUri: string;
  endpoint: TokenEndpoint;
  storage: KeyValueStorage;
  openTabs: (listener: Listener) => Tabs;
  now: () => number;
  onState: (state: State) => void;
}

export interface Account {
  /** Takes the session stored in this tab, or another tab's. Resolves to whether there was one. */
  resume(): Promise<boolean>;
  /** Completes an attempt with the code of its redirect. */
  complete(code: string, attempt: Attempt): Promise<void>;
  /** Ends the session, if there is one. */
  end(failure: Failure | null): void;
  /** The token for the API, renewed when it is about to expire. Fails with a `SignInProblem`. */
  token(): Promise<string>;
  /** A token in place of one that the API refused. Fails with a `SignInProblem`. */
  renew(refused: string): Promise<string>;
  /** Signs out, in the other tabs too, and revokes the refresh token. */
  signOut(): void;
}

export function createAccount({
  client,
  redirectUri,
  endpoint,
  storage,
  openTabs,
  now,
  onState,
}: AccountOptions): Account {
  const tab = new TabSession(storage, onState);
  const tabs = openTabs({
    current: () => tab.session,
    onSession(theirs) {
      if (tab.session === null || isBetter(theirs, tab.session)) tab.keep(theirs);
    },
    onSignedOut() {
      if (tab.session !== null) tab.end({ kind: 'signed_out' });
    },
  });
  const renewOnce = createRenewal({ client, endpoint, tab, tabs, now });

  return {
    async resume() {
      const found = tab.stored() ?? (await tabs.ask());
      if (found) tab.keep(found);
      return found !== null;
    },
    async complete(code, attempt) {
      try {
        const tokens = await endpoint.exchange(code, attempt.verifier, redirectUri);
        const next = firstSession(tokens, client, attempt.nonce, now());
        tab.keep(next);
        tabs.share(next);
      } catch (error) {
        tab.end(asFailure(error));
      }
    },
    end: (failure) => tab.end(failure),
    async token() {
      const session = tab.present();
      if (!isDue(session, now())) return session.accessToken;
      // It is renewed before it expires, so it still works while the user pool cannot be reached.
      return renewOnce(session).catch((error: unknown) => {
        if (asFailure(error).kind === 'unreachable') return session.accessToken;
        throw error;
      });
    },
    async renew(refused) {
      const session = tab.present();
      return session.accessToken === refused ? renewOnce(session) : session.accessToken;
    },
    signOut() {
      const refreshToken = tab.session?.refreshToken ?? null;
      if (refreshToken !== null) endpoint.revoke(refreshToken);
      tabs.signedOut();
      tab.end({ kind: 'signed_out' });
    },
  };
}
