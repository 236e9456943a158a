/**
 * A stand-in for the server, for `npm run dev` and `npm run preview` only: no part of the build. Enough of both APIs to
 * see every state of the pages. The token is `dev`. `MOCK=empty` starts without conversations, `MOCK=real` without the
 * phone, `MOCK=stopped` with sending stopped.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { adminApi } from './adminApi.ts';
import { problem, type Answer, type Asked } from './answer.ts';
import { phoneApi } from './phoneApi.ts';
import { World } from './world.ts';

export function mock({ answer }: { answer: boolean }): Plugin {
  const world = new World(process.env['MOCK'] ?? '');
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/phone') request.url = '/phone.html';
    const api = url.pathname.startsWith('/api/') || url.pathname.startsWith('/phone/api/');
    if (!api || !answer) return next();
    void serve(world, url, request, response).catch(next);
  };
  return {
    name: 'relais-mock',
    apply: 'serve',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

async function serve(world: World, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const asked: Asked = {
    method: request.method ?? 'GET',
    path: url.pathname.replace(/^\/phone\/api|^\/api/, ''),
    query: url.searchParams,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
  const { status, body } = await route(world, url.pathname, request.headers.authorization, asked);
  response.statusCode = status;
  if (body === undefined) return void response.end();
  response.setHeader('Content-Type', status < 400 ? 'application/json' : 'application/problem+json');
  response.end(JSON.stringify(body));
}

async function route(world: World, path: string, authorization: string | undefined, asked: Asked): Promise<Answer> {
  if (path.startsWith('/phone/api/')) return phoneApi(world, asked);
  if (authorization !== 'Bearer dev') {
    return problem(401, 'unauthorized', 'Sign in', 'The token is missing or wrong. In development it is “dev”.');
  }
  return adminApi(world, asked);
}
