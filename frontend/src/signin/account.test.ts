import { beforeEach, expect, test } from 'vitest';
import { createAccount } from './account';
import { newAttempt } from './attempt';
import { type Failure, SignInProblem } from './failure';
import { CLIENT, INES, jwt, session, tokens } from './samples.test-data';
import type { Session } from './session';
import type { State } from './tabSession';
import type { Listener } from './tabs';
import type { Tokens } from './tokenEndpoint';

let stored: Map<string, string>;
let states: State[];
let now: number;
let renewals: string[];
let revoked: string[];
let shared: Session[];
let signOuts: number;
let otherTab: Session | null;
let listener: Listener;
let onRenew: () => Tokens;

beforeEach(() => {
  stored = new Map();
  states = [];
  now = 0;
  renewals = [];
  revoked = [];
  shared = [];
  signOuts = 0;
  otherTab = null;
  onRenew = () => tokens({ accessToken: 'a2', refreshToken: null });
});

const fails = (kind: 'stale' | 'unreachable') => () => {
  throw new SignInProblem({ kind });
};

function account() {
  return createAccount({
    client: CLIENT,
    redirectUri: 'https://inbox.example.org/',
    endpoint: {
      exchange: async (code) => tokens({ accessToken: `of ${code}` }),
      renew: async (refreshToken) => {
        renewals.push(refreshToken);
        return onRenew();
      },
      revoke: (refreshToken) => void revoked.push(refreshToken),
    },
    storage: {
      read: (key) => stored.get(key) ?? null,
      write: (key, value) => void (value === null ? stored.delete(key) : stored.set(key, value)),
    },
    openTabs: (given) => {
      listener = given;
      return {
        ask: async () => otherTab,
        share: (each) => void shared.push(each),
        signedOut: () => {
          signOuts += 1;
        },
      };
    },
    now: () => now,
    onState: (state) => void states.push(state),
  });
}

async function signedIn() {
  stored.set('relais.session', JSON.stringify(session()));
  const made = account();
  expect(await made.resume()).toBe(true);
  return made;
}

const failure = (): Failure | null | undefined => {
  const last = states.at(-1);
  return last && !last.signedIn ? last.failure : undefined;
};

test('a code becomes a session that a reload finds again', async () => {
  const first = account();
  await first.complete('c1', { ...newAttempt('', 0), nonce: 'n' });
  expect(await first.token()).toBe('of c1');
  const reloaded = account();
  expect(await reloaded.resume()).toBe(true);
  expect(await reloaded.token()).toBe('of c1');
});

test('a session of another attempt is not begun', async () => {
  await account().complete('c1', newAttempt('', 0));
  expect(failure()).toEqual({ kind: 'unverified' });
  expect(stored.size).toBe(0);
});

test('a new tab takes the session of another, and signs nobody in when there is none', async () => {
  expect(await account().resume()).toBe(false);
  otherTab = session();
  const tab = account();
  expect(await tab.resume()).toBe(true);
  expect(await tab.token()).toBe('a1');
});

test('a token about to end is renewed once for all who ask, and shared with other tabs', async () => {
  const made = await signedIn();
  expect(await made.token()).toBe('a1');
  now = 1_000_000;
  expect(await Promise.all([made.token(), made.token(), made.renew('a1')])).toEqual(['a2', 'a2', 'a2']);
  expect(renewals).toEqual(['r1']);
  expect(shared.map(({ accessToken }) => accessToken)).toEqual(['a2']);
  expect(states).toHaveLength(1);
});

test('a refused token is renewed, unless it has been already', async () => {
  const made = await signedIn();
  expect(await made.renew('a1')).toBe('a2');
  expect(await made.renew('a1')).toBe('a2');
  expect(renewals).toHaveLength(1);
});

test('what another tab renewed is used', async () => {
  const made = await signedIn();
  listener.onSession(session({ accessToken: 'a3', renewAt: 9_000_000 }));
  now = 2_000_000;
  expect(await made.token()).toBe('a3');
  expect(renewals).toEqual([]);
});

test('while the user pool cannot be reached nobody is signed out', async () => {
  const made = await signedIn();
  onRenew = fails('unreachable');
  now = 1_000_000;
  expect(await made.token()).toBe('a1');
  await expect(made.renew('a1')).rejects.toMatchObject({ failure: { kind: 'unreachable' } });
  expect(failure()).toBeUndefined();
  expect(stored.has('relais.session')).toBe(true);
});

test('a refresh token that serves no more ends the session for good', async () => {
  const made = await signedIn();
  onRenew = fails('stale');
  await expect(made.renew('a1')).rejects.toMatchObject({ failure: { kind: 'ended' } });
  expect(failure()).toEqual({ kind: 'ended' });
  expect(stored.size).toBe(0);
  await expect(made.token()).rejects.toMatchObject({ failure: { kind: 'ended' } });
});

test('unless another tab has used it and has the next', async () => {
  const made = await signedIn();
  onRenew = fails('stale');
  otherTab = session({ accessToken: 'a3', refreshToken: 'r2', renewAt: 9_000_000 });
  expect(await made.renew('a1')).toBe('a3');
  expect(failure()).toBeUndefined();
});

test('a renewal that answers with another person ends the session', async () => {
  const made = await signedIn();
  onRenew = () => tokens({ idToken: jwt({ ...INES, sub: 's2' }) });
  await expect(made.renew('a1')).rejects.toMatchObject({ failure: { kind: 'ended' } });
  expect(failure()).toEqual({ kind: 'unverified' });
});

test('signing out leaves nothing, and says so to the other tabs', async () => {
  const made = await signedIn();
  made.signOut();
  expect(failure()).toEqual({ kind: 'signed_out' });
  expect([stored.size, revoked, signOuts]).toEqual([0, ['r1'], 1]);
});

test('a renewal that was under way does not sign in again who signed out', async () => {
  const made = await signedIn();
  const renewed = made.renew('a1');
  made.signOut();
  await expect(renewed).rejects.toMatchObject({ failure: { kind: 'signed_out' } });
  expect(stored.size).toBe(0);
  expect(shared).toEqual([]);
});

test('signing out in another tab signs out here', async () => {
  await signedIn();
  listener.onSignedOut();
  expect(failure()).toEqual({ kind: 'signed_out' });
  expect(stored.size).toBe(0);
});

test('signing in again in another tab lets this one go on, another person’s session does not change it', async () => {
  const made = await signedIn();
  made.end({ kind: 'ended' });
  listener.onSession(session({ accessToken: 'a5' }));
  expect(states.at(-1)).toMatchObject({ signedIn: true });
  listener.onSession(session({ accessToken: 'b1', renewAt: 9_000_000, person: { ...session().person, sub: 's2' } }));
  expect(await made.token()).toBe('a5');
});
