/** The session of a signed-in person, and when it must be renewed. Functions of values only. */
import { SignInProblem } from './failure';
import { type Client, type Person, personIn } from './idToken';
import type { Tokens } from './tokenEndpoint';

/** How long before its expiry an access token is renewed: longer than a call with its retries takes. */
const RENEW_BEFORE_MS = 120_000;

export interface Session {
  /**
   * The token for the API. An access token is made for APIs: it carries what the person allowed (scopes), no
   * name and no address. API Gateway's JWT authorizer checks its `client_id` where an ID token would have `aud`.
   */
  accessToken: string;
  refreshToken: string | null;
  /** Milliseconds by this computer's clock, counted from when the token was received. */
  renewAt: number;
  person: Person;
}

export function firstSession(tokens: Tokens, client: Client, nonce: string, now: number): Session {
  if (tokens.idToken === null) throw new SignInProblem({ kind: 'unverified' });
  const person = personIn(tokens.idToken, { ...client, nonce, sub: null, now });
  const { accessToken, refreshToken } = tokens;
  return { accessToken, refreshToken, renewAt: renewalTime(tokens.expiresIn, now), person };
}

export function renewedSession(before: Session, tokens: Tokens, client: Client, now: number): Session {
  const { sub } = before.person;
  const person =
    tokens.idToken === null ? before.person : personIn(tokens.idToken, { ...client, nonce: null, sub, now });
  const { accessToken, refreshToken, expiresIn } = tokens;
  return {
    accessToken,
    refreshToken: refreshToken ?? before.refreshToken,
    renewAt: renewalTime(expiresIn, now),
    person,
  };
}

export function isDue(session: Session, now: number): boolean {
  return now >= session.renewAt;
}

/** Whether another tab's session is the same person's and lasts longer. */
export function isBetter(theirs: Session, ours: Session): boolean {
  return theirs.person.sub === ours.person.sub && theirs.renewAt > ours.renewAt;
}

/** When a quarter of its life is left, or two minutes where that is less. */
function renewalTime(expiresIn: number, now: number): number {
  const lifeMs = expiresIn * 1000;
  return now + lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs / 4);
}

/** A session from storage or another tab; null for anything else. */
export function asSession(value: unknown): Session | null {
  const { accessToken, refreshToken, renewAt, person } = (value ?? {}) as Partial<Session>;
  const whole =
    typeof accessToken === 'string'
    && typeof renewAt === 'number'
    && typeof person?.sub === 'string'
    && (refreshToken === null || typeof refreshToken === 'string');
  return whole ? (value as Session) : null;
}

export function parseSession(text: string | null): Session | null {
  try {
    return asSession(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}
