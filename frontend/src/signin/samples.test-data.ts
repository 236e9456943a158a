import type { Client } from './idToken';
import { base64url } from './pkce';
import type { Session } from './session';
import type { Tokens } from './tokenEndpoint';

export const CLIENT: Client = { clientId: 'abc', issuer: 'https://pool.example.org/1' };
export const INES = {
  sub: 's1',
  email: 'ines@example.org',
  name: 'Inès',
  'cognito:username': 's1',
  iss: CLIENT.issuer,
  aud: CLIENT.clientId,
  exp: 3_600,
  nonce: 'n',
};

export const jwt = (claims: unknown) => `e30.${base64url(new TextEncoder().encode(JSON.stringify(claims)))}.sig`;

export const tokens = (more: Partial<Tokens> = {}): Tokens => ({
  accessToken: 'a1',
  idToken: jwt(INES),
  refreshToken: 'r1',
  expiresIn: 3600,
  ...more,
});

export const session = (more: Partial<Session> = {}): Session => ({
  accessToken: 'a1',
  refreshToken: 'r1',
  renewAt: 1_000_000,
  person: { sub: 's1', name: 'Inès', email: 'ines@example.org', username: 's1' },
  ...more,
});
