/**
 * A fake of the server, for `npm run dev` and `npm run preview` only: no part of the build. Enough of both APIs to
 * see every state of the pages. The token is `dev`. `MOCK=empty` starts without conversations, `MOCK=real` without the
 * phone, `MOCK=stopped` with sending stopped, `MOCK=limits` with templates stopped and the model’s budget spent, `MOCK=numbers` with two business numbers, `MOCK=long` with very long threads, `MOCK=many` with 20,000 conversations. `ROLE=agent` and `ROLE=viewer` show the pages of these roles. `SIGN_IN=cognito` puts a user pool's sign-in pages in the token's place.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { adminApi } from './adminApi.ts';
import { Cognito } from './cognito.ts';
import { populate } from './conversations.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import { phoneApi } from './phoneApi.ts';
import { MockState, pause } from './state.ts';

export function mock({ answer }: { answer: boolean }): Plugin {
  const state = new MockState(process.env.MOCK ?? '');
  populate(state);
  const cognito = process.env.SIGN_IN === 'cognito' ? new Cognito(Number(process.env.TOKEN_SECONDS ?? 3600)) : null;
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/phone') request.url = '/phone.html';
    if (answer && cognito?.owns(url.pathname)) return void cognito.serve(url, request, response).catch(next);
    const api = url.pathname.startsWith('/api/') || url.pathname.startsWith('/phone/api/');
    if (!api || !answer) return next();
    if (bytesOf(url.pathname) !== null) return void serveBytes(state, url, request, response).catch(next);
    void serve(state, cognito, url, request, response).catch(next);
  };
  return {
    name: 'relais-mock',
    apply: 'serve',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

/** The id in the address of a file's bytes, which needs no token: its signature is enough. */
function bytesOf(path: string): string | null {
  return /^\/api\/media\/([^/]+)\/bytes$/.exec(path)?.[1] ?? null;
}

async function serveBytes(state: MockState, url: URL, request: IncomingMessage, response: ServerResponse) {
  const id = bytesOf(url.pathname) ?? '';
  if (request.method === 'PUT') {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    // Long enough to see the progress.
    await pause(300);
    response.statusCode = state.files.put(id, Buffer.concat(parts)) ? 204 : 404;
    return void response.end();
  }
  const file = state.files.get(id);
  response.statusCode = file ? 200 : 404;
  response.setHeader('Content-Type', file?.mimeType ?? 'text/plain');
  response.setHeader('Content-Length', file?.bytes.length ?? 0);
  response.end(file?.bytes);
}

async function serve(
  state: MockState,
  cognito: Cognito | null,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  const json = request.headers['content-type'] === 'application/json';
  const call: MockRequest = {
    method: request.method ?? 'GET',
    path: url.pathname.replace(/^\/phone\/api|^\/api/, ''),
    query: url.searchParams,
    body: json && bytes.length > 0 ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {},
    bytes,
    language: request.headers['accept-language'] ?? 'en',
    ifMatch: request.headers['if-match'] ?? null,
    idempotencyKey: request.headers['idempotency-key']?.toString() ?? null,
  };
  const {
    status,
    body,
    text,
    headers = {},
  } = await route(state, cognito, url.pathname, request.headers.authorization, call);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) return void response.end(text);
  response.setHeader('Content-Type', status < 400 ? 'application/json' : 'application/problem+json');
  response.end(JSON.stringify(body));
}

async function route(
  state: MockState,
  cognito: Cognito | null,
  path: string,
  authorization: string | undefined,
  call: MockRequest,
): Promise<MockResponse> {
  if (path.startsWith('/phone/api/')) return phoneApi(state, call);
  const token = authorization?.replace(/^Bearer /, '') ?? '';
  const caller = cognito?.caller(token) ?? null;
  // As API Gateway's authorizer says it.
  if (cognito && caller === null) return { status: 401, body: { message: 'Unauthorized' } };
  if (!cognito && token !== 'dev') {
    return problem(401, 'unauthorized', 'Sign in', 'The token is missing or wrong. In development it is “dev”.');
  }
  return adminApi(state, caller, call);
}
