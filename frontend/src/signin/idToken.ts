/**
 * The ID token: who is signed in. Its claims are checked as OpenID Connect Core 1.0, section 3.1.3.7, asks: issuer,
 * audience, expiry, nonce. Its signature is not, which that section allows, because the token comes from the token
 * endpoint itself over TLS. The claims are for display only: the API verifies its own token.
 */
import { SignInProblem } from './failure';

/** An ID token lasts an hour. One that has already expired when it is issued shows that this computer's clock is wrong. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface Person {
  sub: string;
  name: string | null;
  email: string | null;
  username: string | null;
}

/** Whom the token must be for, and who must have issued it. */
export interface Client {
  clientId: string;
  /** Null where `/config.json` does not name it: then it is not checked. */
  issuer: string | null;
}

export interface Expected extends Client {
  /** Null for a renewed token, which repeats none. */
  nonce: string | null;
  /** Null for the first token. */
  sub: string | null;
  /** Milliseconds, by this computer's clock. */
  now: number;
}

/** Fails with a `SignInProblem` when the token is not the expected one, or has expired. */
export function personIn(idToken: string, expected: Expected): Person {
  const claims = claimsOf(idToken);
  const text = (name: string) => (typeof claims[name] === 'string' && claims[name] !== '' ? claims[name] : null);
  const sub = text('sub');
  const isExpected =
    isFor(claims, expected.clientId)
    && (expected.issuer === null || claims.iss === expected.issuer)
    && (expected.nonce === null || claims.nonce === expected.nonce)
    && (expected.sub === null || sub === expected.sub);
  if (sub === null || !isExpected || typeof claims.exp !== 'number') throw new SignInProblem({ kind: 'unverified' });
  if (claims.exp * 1000 + CLOCK_TOLERANCE_MS < expected.now) throw new SignInProblem({ kind: 'clock' });
  return { sub, name: text('name') ?? text('given_name'), email: text('email'), username: text('cognito:username') };
}

/** `aud` is one client or a list; of several, `azp` says which one asked for the token. */
function isFor({ aud, azp }: Record<string, unknown>, clientId: string): boolean {
  const audiences = Array.isArray(aud) ? aud : [aud];
  const asked = azp ?? (audiences.length === 1 ? clientId : null);
  return audiences.includes(clientId) && asked === clientId;
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (each) => each.charCodeAt(0));
    return { ...(JSON.parse(new TextDecoder().decode(bytes)) as object) };
  } catch {
    throw new SignInProblem({ kind: 'unverified' });
  }
}
