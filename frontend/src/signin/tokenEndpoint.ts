/** The calls to the user pool's token endpoint. Each ends within its time limit and fails with a `SignInProblem` only. */
import { failureOf, SignInProblem } from './failure';
import type { Cognito } from './settings';

const TIMEOUT_MS = 15_000;

export interface Tokens {
  accessToken: string;
  idToken: string | null;
  /** Null when a renewal keeps the present one. */
  refreshToken: string | null;
  /** Seconds. */
  expiresIn: number;
}

export type TokenEndpoint = ReturnType<typeof createTokenEndpoint>;

export function createTokenEndpoint({ authority, clientId }: Cognito) {
  async function ask(fields: Record<string, string>): Promise<Tokens> {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${authority}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, ...fields }),
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      body = await response.json().catch(() => null);
    } catch {
      throw new SignInProblem({ kind: 'unreachable' });
    }
    return tokensIn(response.status, body);
  }

  return {
    exchange: (code: string, verifier: string, redirectUri: string) =>
      ask({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }),

    renew: (refreshToken: string) => ask({ grant_type: 'refresh_token', refresh_token: refreshToken }),

    /** Revokes the refresh token. Nobody waits for it: the page is about to be left. */
    revoke: (refreshToken: string): void => {
      const body = new URLSearchParams({ client_id: clientId, token: refreshToken });
      void fetch(`${authority}/oauth2/revoke`, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(
        () => undefined,
      );
    },
  };
}

export function tokensIn(status: number, body: unknown): Tokens {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null);
  if (status === 429 || status >= 500) throw new SignInProblem({ kind: 'unreachable' });
  if (status !== 200) throw new SignInProblem(failureOf(text('error') ?? ''));
  const accessToken = text('access_token');
  const expiresIn = Number(fields.expires_in);
  if (accessToken === null || !(expiresIn > 0)) throw new SignInProblem({ kind: 'unverified' });
  return { accessToken, idToken: text('id_token'), refreshToken: text('refresh_token'), expiresIn };
}
