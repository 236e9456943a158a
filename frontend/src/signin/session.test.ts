import { describe, expect, test } from 'vitest';
import { personIn } from './idToken';
import { CLIENT, INES, jwt, session, tokens } from './samples.test-data';
import { firstSession, isBetter, isDue, parseSession, renewedSession } from './session';
import { tokensIn } from './tokenEndpoint';

describe('the ID token', () => {
  const expected = { ...CLIENT, nonce: 'n', sub: null, now: 0 };

  test('says who it is, letters with accents too', () => {
    expect(personIn(jwt(INES), expected)).toEqual({
      sub: 's1',
      name: 'Inès',
      email: 'ines@example.org',
      username: 's1',
    });
    expect(
      personIn(jwt({ sub: 's1', iss: CLIENT.issuer, aud: CLIENT.clientId, exp: 3_600, nonce: 'n' }), expected),
    ).toEqual({
      sub: 's1',
      name: null,
      email: null,
      username: null,
    });
  });

  test.each([
    ['of another client', jwt({ ...INES, aud: 'other' })],
    ['of no client', jwt({ ...INES, aud: undefined })],
    ['of other clients', jwt({ ...INES, aud: ['other', 'another'] })],
    ['of several clients that none asked for', jwt({ ...INES, aud: ['abc', 'other'] })],
    ['of several clients that another asked for', jwt({ ...INES, aud: ['abc', 'other'], azp: 'other' })],
    ['that another client asked for', jwt({ ...INES, azp: 'other' })],
    ['of another issuer', jwt({ ...INES, iss: 'https://pool.example.org/2' })],
    ['of no issuer', jwt({ ...INES, iss: undefined })],
    ['that never expires', jwt({ ...INES, exp: undefined })],
    ['that expires at no number', jwt({ ...INES, exp: '3600' })],
    ['of another attempt', jwt({ ...INES, nonce: 'm' })],
    ['of nobody', jwt({ ...INES, sub: undefined })],
    ['that is no token', 'x'],
    ['that holds no object', `e30.${'bnVsbA'}.sig`],
  ])('%s is refused', (_, token) => {
    expect(() => personIn(token, expected)).toThrow('unverified');
  });

  test('of a renewal must be the same person’s', () => {
    expect(() => personIn(jwt({ ...INES, nonce: undefined }), { ...expected, nonce: null, sub: 's2' })).toThrow(
      'unverified',
    );
  });

  test('may be for a list of clients, of which this one asked for it', () => {
    expect(personIn(jwt({ ...INES, aud: ['abc'] }), expected).sub).toBe('s1');
    expect(personIn(jwt({ ...INES, aud: ['other', 'abc'], azp: 'abc' }), expected).sub).toBe('s1');
  });

  test('may be of any issuer where none is configured', () => {
    expect(personIn(jwt({ ...INES, iss: 'https://other.example.org' }), { ...expected, issuer: null }).sub).toBe('s1');
  });

  test('that has expired shows a wrong clock, five minutes being tolerated', () => {
    const at = (now: number) => () => personIn(jwt(INES), { ...expected, now });
    expect(at(3_900_000)().sub).toBe('s1');
    expect(at(3_900_001)).toThrow('clock');
  });
});

describe('a session', () => {
  test('is renewed two minutes before its end, and at three quarters of a short life', () => {
    const due = (expiresIn: number) => firstSession(tokens({ expiresIn }), CLIENT, 'n', 1_000).renewAt - 1_000;
    expect(due(3600)).toBe(3_480_000);
    expect(due(60)).toBe(45_000);
    expect(isDue(session({ renewAt: 5 }), 4)).toBe(false);
    expect(isDue(session({ renewAt: 5 }), 5)).toBe(true);
  });

  test('does not begin without an ID token', () => {
    expect(() => firstSession(tokens({ idToken: null }), CLIENT, 'n', 0)).toThrow('unverified');
  });

  test('keeps the refresh token that a renewal does not replace', () => {
    expect(renewedSession(session(), tokens({ accessToken: 'a2', refreshToken: null }), CLIENT, 0)).toMatchObject({
      accessToken: 'a2',
      refreshToken: 'r1',
    });
    expect(renewedSession(session(), tokens({ refreshToken: 'r2', idToken: null }), CLIENT, 0)).toMatchObject({
      refreshToken: 'r2',
      person: session().person,
    });
  });

  test('of another tab is only used when it is the same person’s and lasts longer', () => {
    expect(isBetter(session({ renewAt: 2_000_000 }), session())).toBe(true);
    expect(isBetter(session(), session())).toBe(false);
    expect(isBetter(session({ renewAt: 2_000_000, person: { ...session().person, sub: 's2' } }), session())).toBe(
      false,
    );
  });

  test('survives the storage, anything else does not', () => {
    expect(parseSession(JSON.stringify(session()))).toEqual(session());
    for (const other of [
      null,
      '',
      'null',
      '{}',
      '{"accessToken":"a"}',
      JSON.stringify(session({ refreshToken: 3 as never })),
    ]) {
      expect(parseSession(other)).toBeNull();
    }
  });
});

describe('the token endpoint’s answer', () => {
  const failure = (status: number, body: unknown) => {
    try {
      return tokensIn(status, body);
    } catch (error) {
      return (error as { failure: unknown }).failure;
    }
  };

  test('is read', () => {
    expect(tokensIn(200, { access_token: 'a', id_token: 'i', refresh_token: 'r', expires_in: 60 })).toEqual({
      accessToken: 'a',
      idToken: 'i',
      refreshToken: 'r',
      expiresIn: 60,
    });
    expect(tokensIn(200, { access_token: 'a', expires_in: 60 })).toMatchObject({ idToken: null, refreshToken: null });
  });

  test('is explained when it is none', () => {
    expect(failure(400, { error: 'invalid_grant' })).toEqual({ kind: 'stale' });
    expect(failure(400, { error: 'invalid_client' })).toEqual({ kind: 'misconfigured', code: 'invalid_client' });
    expect(failure(400, null)).toEqual({ kind: 'misconfigured', code: 'unknown' });
    expect(failure(429, { error: 'invalid_grant' })).toEqual({ kind: 'unreachable' });
    expect(failure(503, null)).toEqual({ kind: 'unreachable' });
    expect(failure(200, { access_token: 'a' })).toEqual({ kind: 'unverified' });
    expect(failure(200, null)).toEqual({ kind: 'unverified' });
  });
});
