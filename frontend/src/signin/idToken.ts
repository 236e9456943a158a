/**
 * The ID token: who is signed in. Its signature is not checked, because it comes from the token endpoint itself over
 * TLS (OpenID Connect Core 1.0, section 3.1.3.7); what it says is used for display only. The API verifies for itself.
 */
import { SignInProblem } from './failure';

export interface Person {
  sub: string;
  name: string | null;
  email: string | null;
  username: string | null;
}

export interface Expected {
  clientId: string;
  /** Null for a renewed token, which repeats none. */
  nonce: string | null;
  /** Null for the first token. */
  sub: string | null;
}

/** Fails with a `SignInProblem` when the token is not the one that was asked for. */
export function personIn(idToken: string, expected: Expected): Person {
  const claims = claimsOf(idToken);
  const text = (name: string) => (typeof claims[name] === 'string' && claims[name] !== '' ? claims[name] : null);
  const sub = text('sub');
  const ours =
    claims.aud === expected.clientId
    && (expected.nonce === null || claims.nonce === expected.nonce)
    && (expected.sub === null || sub === expected.sub);
  if (sub === null || !ours) throw new SignInProblem({ kind: 'unverified' });
  return { sub, name: text('name') ?? text('given_name'), email: text('email'), username: text('cognito:username') };
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
