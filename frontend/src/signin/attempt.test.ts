import { expect, test } from 'vitest';
import { authorizeUrl, logoutUrl, newAttempt, parseAttempt, returned } from './attempt';
import { challengeOf } from './pkce';

const cognito = {
  authority: 'https://x.example.org',
  clientId: 'abc',
  issuer: null,
  live: null,
  scopes: ['openid', 'email'],
};
const attempt = newAttempt('#/c/1', 1_000);
const back = (query: string, now = 2_000) => returned(`?${query}&state=${attempt.state}`, attempt, now);

test('the request names what the redirect is checked by', async () => {
  const url = new URL(await authorizeUrl(cognito, attempt, 'https://inbox.example.org/', 'fr'));
  expect(url.origin + url.pathname).toBe('https://x.example.org/oauth2/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'abc',
    redirect_uri: 'https://inbox.example.org/',
    scope: 'openid email',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
    lang: 'fr',
  });
  expect(url.href).not.toContain(attempt.verifier);
});

test('no two attempts share a secret', () => {
  const other = newAttempt('', 0);
  expect(new Set([attempt.state, attempt.nonce, attempt.verifier, other.state, other.nonce, other.verifier]).size).toBe(
    6,
  );
});

test('signing out returns to the page', () => {
  expect(logoutUrl(cognito, 'https://inbox.example.org/')).toBe(
    'https://x.example.org/logout?client_id=abc&logout_uri=https%3A%2F%2Finbox.example.org%2F',
  );
});

test('an ordinary address is no redirect', () => {
  expect(returned('', attempt, 2_000)).toEqual({ kind: 'nothing' });
  expect(returned('?utm=1', null, 2_000)).toEqual({ kind: 'nothing' });
});

test('a code is taken with the attempt it belongs to', () => {
  expect(back('code=c1')).toEqual({ kind: 'code', code: 'c1', attempt });
});

test('nothing is taken that this tab did not ask for, or asked for too long ago', () => {
  const stale = { kind: 'failed', failure: { kind: 'stale' } };
  expect(returned('?code=c1&state=other', attempt, 2_000)).toEqual(stale);
  expect(returned('?code=c1', attempt, 2_000)).toEqual(stale);
  expect(returned('?code=c1&state=x', null, 2_000)).toEqual(stale);
  expect(returned('?error=access_denied&state=other', attempt, 2_000)).toEqual(stale);
  expect(back('code=c1', 1_000 + 3_600_001)).toEqual(stale);
});

test('a refusal says which', () => {
  expect(back('error=access_denied')).toEqual({ kind: 'failed', failure: { kind: 'denied' } });
  expect(back('error=server_error')).toEqual({ kind: 'failed', failure: { kind: 'unreachable' } });
  expect(back('error=invalid_scope')).toEqual({
    kind: 'failed',
    failure: { kind: 'misconfigured', code: 'invalid_scope' },
  });
  expect(back('error=Call+0900+now')).toEqual({ kind: 'failed', failure: { kind: 'misconfigured', code: 'unknown' } });
});

test('an attempt survives the tab’s storage, anything else does not', () => {
  expect(parseAttempt(JSON.stringify(attempt))).toEqual(attempt);
  for (const other of [null, '', 'x', 'null', '{}', JSON.stringify({ ...attempt, verifier: 1 })])
    expect(parseAttempt(other)).toBeNull();
});
