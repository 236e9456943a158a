/** Renewing a session, once for all calls at the same time. */
import { asFailure, SignInProblem } from './failure';
import type { Client } from './idToken';
import { isBetter, renewedSession, type Session } from './session';
import type { TabSession } from './tabSession';
import type { Tabs } from './tabs';
import type { TokenEndpoint } from './tokenEndpoint';

interface Options {
  client: Client;
  endpoint: Pick<TokenEndpoint, 'renew'>;
  tab: TabSession;
  tabs: Tabs;
  now: () => number;
}

/** Returns the function that renews: it resolves to the new access token, or fails with a `SignInProblem`. */
export function createRenewal(options: Options): (before: Session) => Promise<string> {
  const { tab, tabs } = options;
  let underWay: Promise<string> | null = null;

  async function renew(before: Session): Promise<string> {
    try {
      const next = await renewed(before, options);
      // Signed out meanwhile: the new tokens are dropped.
      if (tab.session?.person.sub !== before.person.sub) throw new SignInProblem({ kind: 'signed_out' });
      tab.keep(next);
      tabs.share(next);
      return next.accessToken;
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'unreachable' || tab.session === null) throw error;
      // Where a refresh token is valid once, another tab may have used it and hold the next.
      const theirs = await tabs.ask();
      if (theirs && isBetter(theirs, before)) {
        tab.keep(theirs);
        return theirs.accessToken;
      }
      tab.end(failure.kind === 'stale' ? { kind: 'ended' } : failure);
      throw new SignInProblem({ kind: 'ended' });
    }
  }

  return (before) => {
    underWay ??= renew(before).finally(() => {
      underWay = null;
    });
    return underWay;
  };
}

async function renewed(before: Session, { client, endpoint, now }: Options): Promise<Session> {
  if (before.refreshToken === null) throw new SignInProblem({ kind: 'ended' });
  return renewedSession(before, await endpoint.renew(before.refreshToken), client, now());
}
