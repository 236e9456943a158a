/**
 * The mock's user pool: sign-in pages with a link for each outcome, and unsigned tokens with Cognito's claims. It checks
 * what Cognito checks: the redirect address, the challenge, and that a code is used once.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const CLIENT = 'mock-client';
const ISSUER = 'https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_mock';
const PEOPLE = [
  { sub: '5f0c2d1e-0000-4000-8000-000000000001', email: 'ines@example.org', name: 'Inès Ferrand' },
  { sub: '5f0c2d1e-0000-4000-8000-000000000002', email: 'karim.benali@atelier-tisserand.example.org' },
];
type Somebody = (typeof PEOPLE)[number];

interface Granted {
  person: Somebody;
  asked: URLSearchParams;
}

export class Cognito {
  private readonly codes = new Map<string, Granted>();
  private readonly refreshTokens = new Map<string, Somebody>();
  private readonly accessTokens = new Map<string, { person: Somebody; until: number }>();
  private readonly lifeSeconds: number;

  constructor(lifeSeconds: number) {
    this.lifeSeconds = lifeSeconds;
  }

  owns(path: string): boolean {
    return path === '/config.json' || path.startsWith('/oauth2/') || path === '/logout';
  }

  /** The person of an access token, as the API names people: by their user name, which is an id. */
  caller(accessToken: string): string | null {
    const found = this.accessTokens.get(accessToken);
    return found && found.until > Date.now() ? found.person.sub : null;
  }

  async serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = url.searchParams;
    // Another origin than the page's own, when the page is opened at “localhost”.
    const port = (request.headers.host ?? '').split(':')[1] ?? '80';
    if (url.pathname === '/config.json') {
      const signIn = {
        authority: `http://127.0.0.1:${port}`,
        clientId: CLIENT,
        scopes: ['openid', 'email', 'profile'],
      };
      return json(response, 200, { signIn });
    }
    if (url.pathname === '/oauth2/authorize') return this.page(query, response);
    if (url.pathname === '/oauth2/granted') return this.grant(query, response);
    if (url.pathname === '/logout') return redirect(response, query.get('logout_uri') ?? '/');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const fields = new URLSearchParams(body);
    if (url.pathname === '/oauth2/token') return this.token(fields, response);
    this.refreshTokens.delete(fields.get('token') ?? '');
    json(response, 200, {});
  }

  private page(query: URLSearchParams, response: ServerResponse): void {
    const back = (more: Record<string, string>) =>
      `${query.get('redirect_uri') ?? ''}?${new URLSearchParams({ ...more, state: query.get('state') ?? '' })}`;
    const whole =
      query.get('client_id') === CLIENT && query.get('code_challenge_method') === 'S256' && query.get('nonce');
    if (!whole) {
      redirect(response, back({ error: 'invalid_request' }));
      return;
    }
    const links = PEOPLE.map(({ email }, at) => [`/oauth2/granted?${query}&person=${at}`, `Sign in as ${email}`]);
    links.push([back({ error: 'access_denied', error_description: 'User cancelled' }), 'Cancel']);
    links.push([back({ error: 'invalid_scope' }), 'Wrong scopes']);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>Mock sign-in</title><h1>Mock sign-in</h1>${links
        .map(([to, name]) => `<p><a href="${(to ?? '').replaceAll('&', '&amp;')}">${name ?? ''}</a></p>`)
        .join('')}`,
    );
  }

  private grant(query: URLSearchParams, response: ServerResponse): void {
    const person = PEOPLE[Number(query.get('person'))];
    if (!person) {
      json(response, 400, { error: 'invalid_request' });
      return;
    }
    const code = randomUUID();
    this.codes.set(code, { person, asked: query });
    redirect(
      response,
      `${query.get('redirect_uri') ?? ''}?${new URLSearchParams({ code, state: query.get('state') ?? '' })}`,
    );
  }

  private token(fields: URLSearchParams, response: ServerResponse): void {
    const refused = () => json(response, 400, { error: 'invalid_grant' });
    if (fields.get('grant_type') === 'refresh_token') {
      const person = this.refreshTokens.get(fields.get('refresh_token') ?? '');
      if (person) json(response, 200, this.issue(person, null));
      else refused();
      return;
    }
    const granted = this.codes.get(fields.get('code') ?? '');
    this.codes.delete(fields.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(fields.get('code_verifier') ?? '')
      .digest('base64url');
    const ours =
      granted?.asked.get('code_challenge') === challenge
      && granted.asked.get('redirect_uri') === fields.get('redirect_uri');
    if (!granted || !ours) {
      refused();
      return;
    }
    const refreshToken = randomUUID();
    this.refreshTokens.set(refreshToken, granted.person);
    json(response, 200, { ...this.issue(granted.person, granted.asked.get('nonce')), refresh_token: refreshToken });
  }

  private issue(person: Somebody, nonce: string | null): Record<string, unknown> {
    const accessToken = randomUUID();
    this.accessTokens.set(accessToken, { person, until: Date.now() + this.lifeSeconds * 1000 });
    const claims = {
      ...person,
      iss: ISSUER,
      aud: CLIENT,
      exp: Math.floor(Date.now() / 1000) + 3600,
      'cognito:username': person.sub,
      ...(nonce === null ? {} : { nonce }),
    };
    const idToken = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.mock`;
    return { access_token: accessToken, id_token: idToken, expires_in: this.lifeSeconds, token_type: 'Bearer' };
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.end(JSON.stringify(body));
}

function redirect(response: ServerResponse, to: string): void {
  response.statusCode = 302;
  response.setHeader('Location', to);
  response.end();
}
