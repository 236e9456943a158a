/**
 * How people sign in. Where the pages are hosted apart from the server, `/config.json` names the user pool's sign-in
 * pages; a server without that file asks for its admin token.
 */

const ADDRESS = '/config.json';
const TIMEOUT_MS = 15_000;

export interface Cognito {
  /** The origin of the user pool's domain, without a slash at its end. */
  authority: string;
  clientId: string;
  /** What the pool's ID tokens name as `iss`; null where the file does not say. */
  issuer: string | null;
  scopes: readonly string[];
  /** Null where changes are only asked for. */
  live: Live | null;
}

/** AppSync Events: the host that a token is given for, and the one of the WebSocket. */
export interface Live {
  host: string;
  realtime: string;
}

export type SignInSettings = { method: 'token' } | { method: 'cognito'; cognito: Cognito };

/** What is wrong with the file; `status` when the host refused it, `unreachable` when no response came. */
export type Defect = 'unreachable' | 'status' | 'json' | 'signIn' | 'authority' | 'clientId' | 'issuer' | 'scopes';

export class SettingsProblem extends Error {
  readonly defect: Defect;
  /** The HTTP status, where that is the defect. */
  readonly status: number;

  constructor(defect: Defect, status = 0) {
    super(defect);
    this.name = 'SettingsProblem';
    this.defect = defect;
    this.status = status;
  }
}

/** Fails with a `SettingsProblem`. Only a plain 404 means that there is no such file. */
export async function readSettings(): Promise<SignInSettings> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(ADDRESS, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch {
    throw new SettingsProblem('unreachable');
  }
  if (response.status === 404) return { method: 'token' };
  if (!response.ok) throw new SettingsProblem('status', response.status);
  return { method: 'cognito', cognito: parseSettings(text) };
}

export function parseSettings(text: string): Cognito {
  const { signIn, live } = fieldsOf(parsed(text), 'json');
  const { authority, clientId, issuer, scopes } = fieldsOf(signIn, 'signIn');
  if (typeof clientId !== 'string' || clientId.trim() === '') throw new SettingsProblem('clientId');
  const named = { issuer: issuerOf(issuer), scopes: scopesOf(scopes), live: liveOf(live) };
  return { authority: originOf(authority), clientId, ...named };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingsProblem('json');
  }
}

function fieldsOf(value: unknown, defect: Defect): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SettingsProblem(defect);
  return value as Record<string, unknown>;
}

/** Tokens are sent there: only over TLS, unless it is this machine. */
function originOf(authority: unknown): string {
  if (typeof authority !== 'string' || !URL.canParse(authority)) throw new SettingsProblem('authority');
  const { protocol, hostname, origin, href } = new URL(authority);
  const secret =
    protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1'));
  if (!secret || href !== `${origin}/`) throw new SettingsProblem('authority');
  return origin;
}

/** For a Cognito user pool `https://cognito-idp.<region>.amazonaws.com/<pool id>`, which its domain does not tell. */
function issuerOf(issuer: unknown): string | null {
  if (issuer === undefined) return null;
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) throw new SettingsProblem('issuer');
  return issuer;
}

/** Without `openid` there is no ID token, and nobody has a name. */
function scopesOf(scopes: unknown): string[] {
  const named =
    Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string' && /^[!#-[\]-~]+$/.test(scope));
  if (!named || !scopes.includes('openid')) throw new SettingsProblem('scopes');
  return scopes as string[];
}

/** What is not two hosts is none: the inbox works without them. */
function liveOf(live: unknown): Live | null {
  const { host, realtime } = (live ?? {}) as Partial<Record<keyof Live, unknown>>;
  const named = [host, realtime].every((name) => typeof name === 'string' && /^[a-z0-9.-]+$/.test(name));
  return named ? { host: String(host), realtime: String(realtime) } : null;
}
