/** One attempt to sign in: the request to the user pool's pages, and their redirect. Functions of values only. */
import { type Failure, failureOf } from './failure';
import { challengeOf, randomText } from './pkce';
import type { Cognito } from './settings';

/** Long enough for a first password and a second factor. */
const MAX_AGE_MS = 60 * 60_000;

export interface Attempt {
  state: string;
  verifier: string;
  nonce: string;
  /** The fragment to restore: the conversation that was open. */
  returnTo: string;
  startedAt: number;
}

export type Returned =
  | { kind: 'nothing' }
  | { kind: 'code'; code: string; attempt: Attempt }
  | { kind: 'failed'; failure: Failure };

export function newAttempt(returnTo: string, now: number): Attempt {
  return { state: randomText(), verifier: randomText(), nonce: randomText(), returnTo, startedAt: now };
}

export async function authorizeUrl(
  cognito: Cognito,
  attempt: Attempt,
  redirectUri: string,
  language: string,
): Promise<string> {
  return `${cognito.authority}/oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: cognito.clientId,
    redirect_uri: redirectUri,
    scope: cognito.scopes.join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
    // The sign-in pages know Portuguese as it is written in Brazil, and have no Arabic: they then speak English.
    lang: language === 'pt' ? 'pt-BR' : language,
  })}`;
}

/** Also ends the session that the user pool's pages keep in a cookie: else the next person would be signed in as this one. */
export function logoutUrl(cognito: Cognito, redirectUri: string): string {
  return `${cognito.authority}/logout?${new URLSearchParams({ client_id: cognito.clientId, logout_uri: redirectUri })}`;
}

/** Reads the address of a redirect. `attempt` is the one of this tab. */
export function returned(search: string, attempt: Attempt | null, now: number): Returned {
  const query = new URLSearchParams(search);
  const code = query.get('code');
  const error = query.get('error');
  if (code === null && error === null) return { kind: 'nothing' };
  // Somebody else's link, or an old one: neither its code nor its error is trusted.
  if (attempt === null || query.get('state') !== attempt.state || now - attempt.startedAt > MAX_AGE_MS) {
    return { kind: 'failed', failure: { kind: 'stale' } };
  }
  if (code === null) return { kind: 'failed', failure: failureOf(error ?? '') };
  return { kind: 'code', code, attempt };
}

export function parseAttempt(text: string | null): Attempt | null {
  try {
    const { state, verifier, nonce, returnTo, startedAt } = JSON.parse(text ?? '') as Record<string, unknown>;
    const texts = [state, verifier, nonce, returnTo].every((each) => typeof each === 'string');
    return texts && typeof startedAt === 'number' ? ({ state, verifier, nonce, returnTo, startedAt } as Attempt) : null;
  } catch {
    return null;
  }
}
