/**
 * A stand-in for the server, for `npm run dev` and `npm run preview` only: no part of the build. Enough of both APIs to
 * see every state of the pages. The token is `dev`. `MOCK=empty` starts without conversations, `MOCK=real` without the
 * phone, `MOCK=stopped` with sending stopped. `SIGN_IN=cognito` puts a user pool's sign-in pages in the token's place.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { adminApi } from './adminApi.ts';
import { type Answer, type Asked, problem } from './answer.ts';
import { Cognito } from './cognito.ts';
import { populate } from './conversations.ts';
import { phoneApi } from './phoneApi.ts';
import { World } from './world.ts';

export function mock({ answer }: { answer: boolean }): Plugin {
  const world = new World(process.env.MOCK ?? '');
  populate(world);
  const cognito = process.env.SIGN_IN === 'cognito' ? new Cognito(Number(process.env.TOKEN_SECONDS ?? 3600)) : null;
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/phone') request.url = '/phone.html';
    if (answer && cognito?.owns(url.pathname)) return void cognito.serve(url, request, response).catch(next);
    const api = url.pathname.startsWith('/api/') || url.pathname.startsWith('/phone/api/');
    if (!api || !answer) return next();
    void serve(world, cognito, url, request, response).catch(next);
  };
  return {
    name: 'relais-mock',
    apply: 'serve',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

async function serve(
  world: World,
  cognito: Cognito | null,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const asked: Asked = {
    method: request.method ?? 'GET',
    path: url.pathname.replace(/^\/phone\/api|^\/api/, ''),
    query: url.searchParams,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    language: request.headers['accept-language'] ?? 'en',
  };
  const { status, body } = await route(world, cognito, url.pathname, request.headers.authorization, asked);
  response.statusCode = status;
  if (body === undefined) return void response.end();
  response.setHeader('Content-Type', status < 400 ? 'application/json' : 'application/problem+json');
  response.end(JSON.stringify(body));
}

async function route(
  world: World,
  cognito: Cognito | null,
  path: string,
  authorization: string | undefined,
  asked: Asked,
): Promise<Answer> {
  if (path.startsWith('/phone/api/')) return phoneApi(world, asked);
  const token = authorization?.replace(/^Bearer /, '') ?? '';
  const caller = cognito?.caller(token) ?? null;
  // As API Gateway's authorizer says it.
  if (cognito && caller === null) return { status: 401, body: { message: 'Unauthorized' } };
  if (!cognito && token !== 'dev') {
    return problem(401, 'unauthorized', 'Sign in', 'The token is missing or wrong. In development it is “dev”.');
  }
  return adminApi(world, caller, asked);
}
