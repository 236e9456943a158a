import { afterEach, expect, test, vi } from 'vitest';
import { SignInProblem } from '../signin/failure';
import { createApi } from './api';

afterEach(() => vi.unstubAllGlobals());

/** A server that accepts these tokens, and somebody who has `first` and can have `next`. */
function setUp(accepted: string[], next: () => Promise<string | null>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    const token = new Headers(init.headers).get('Authorization')?.replace('Bearer ', '') ?? '';
    asked.push(token);
    const status = accepted.includes(token) ? 200 : 401;
    return Promise.resolve(new Response(JSON.stringify({ message: 'Unauthorized', templates: [] }), { status }));
  });
  const refused = vi.fn();
  const api = createApi({ access: { token: async () => 'first', renew: next, refused }, language: () => 'fr' });
  return { api, asked, refused };
}

test('a refused call is made again with a renewed token', async () => {
  const { api, asked, refused } = setUp(['second'], async () => 'second');
  expect(await api.templates()).toEqual([]);
  expect(asked).toEqual(['first', 'second']);
  expect(refused).not.toHaveBeenCalled();
});

test('once', async () => {
  const { api, asked, refused } = setUp([], async () => 'second');
  await expect(api.templates()).rejects.toMatchObject({ status: 401 });
  expect(asked).toEqual(['first', 'second']);
  expect(refused).toHaveBeenCalledOnce();
});

test('an admin token has no other', async () => {
  const { api, asked, refused } = setUp([], async () => null);
  await expect(api.templates()).rejects.toMatchObject({ status: 401 });
  expect(asked).toEqual(['first']);
  expect(refused).toHaveBeenCalledOnce();
});

test('a session that ends, and a user pool that does not answer, are distinguished', async () => {
  const ends = setUp([], async () => {
    throw new SignInProblem({ kind: 'ended' });
  });
  await expect(ends.api.templates()).rejects.toMatchObject({ status: 401, code: 'session_ended' });
  const lost = setUp([], async () => {
    throw new SignInProblem({ kind: 'unreachable' });
  });
  await expect(lost.api.templates()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});

test('a number limits the list, and a join names the other conversation', async () => {
  const calls: [string, string | undefined, unknown][] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    calls.push([path, init.method, init.body]);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  const access = { token: async () => 'x', renew: async () => null, refused: vi.fn() };
  const api = createApi({ access, language: () => 'fr' });
  await api.conversations({ q: '', filter: 'all', assigned_to: null, phone_id: '42', cursor: null, limit: 30 });
  await api.conversations({ q: '', filter: 'all', assigned_to: null, phone_id: null, cursor: null, limit: 30 });
  await api.actWith('c1', 'merge', 'c2');
  await api.act('c1', 'distinct');
  expect(calls).toEqual([
    ['/api/conversations?filter=all&phone_id=42&limit=30', undefined, undefined],
    ['/api/conversations?filter=all&limit=30', undefined, undefined],
    ['/api/conversations/c1/merge', 'POST', '{"with":"c2"}'],
    ['/api/conversations/c1/distinct', 'POST', undefined],
  ]);
});

test('a message is taken back, its versions are read, and an opt-out is overridden with a reason', async () => {
  const calls: [string, string | undefined, unknown][] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    calls.push([path, init.method, init.body]);
    return Promise.resolve(new Response(JSON.stringify({ message: { id: 'c.1/x' }, versions: [] })));
  });
  const access = { token: async () => 'x', renew: async () => null, refused: vi.fn() };
  const api = createApi({ access, language: () => 'fr' });
  expect(await api.cancel('c.1/x')).toEqual({ id: 'c.1/x' });
  expect(await api.messageVersions('c.1/x')).toEqual([]);
  const template = { name: 'order', language: 'fr', components: [] };
  await api.send('c', { template, override_opt_out: 'She asked by phone.' }, 'key');
  expect(calls).toEqual([
    ['/api/send_message/c.1%2Fx/cancel', 'POST', undefined],
    ['/api/message_versions/c.1%2Fx', undefined, undefined],
    [
      '/api/send_message',
      'POST',
      JSON.stringify({ to_number: 'c', template, override_opt_out: 'She asked by phone.' }),
    ],
  ]);
});

test('a table is given as its text', async () => {
  const headers = { 'Content-Type': 'text/csv; charset=utf-8' };
  vi.stubGlobal('fetch', async () => new Response('day,received\r\n', { headers }));
  const access = { token: async () => 'first', renew: async () => null, refused: () => undefined };
  const api = createApi({ access, language: () => 'fr' });
  expect(await api.call('/api/usage?format=csv', {}, 1000)).toBe('day,received\r\n');
});

test('half of an emoji is sent as the sign for an unreadable character, and a whole one as it is', async () => {
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    bodies.push(JSON.parse(String(init.body)));
    return Promise.resolve(new Response('{}'));
  });
  const access = { token: async () => 'x', renew: async () => null, refused: vi.fn() };
  await createApi({ access, language: () => 'fr' }).attempt('c', { message: 'a \ud83d b 😀' }, 'key');
  expect(bodies).toEqual([{ to_number: 'c', message: 'a \ufffd b 😀' }]);
});

test('changes are told by the socket that the pages know of, and else by the stream', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return Promise.resolve(new Response('data: {"conversations":["a"]}\n\n'));
  });
  class Closing {
    onclose: (() => void) | null = null;
    constructor(url: string) {
      asked.push(url);
      queueMicrotask(() => this.onclose?.());
    }
    close() {}
  }
  vi.stubGlobal('WebSocket', Closing);
  const told: unknown[] = [];
  const listener = {
    signal: new AbortController().signal,
    opened: () => undefined,
    changed: (ids: unknown) => told.push(ids),
  };
  const access = { token: async () => 'x', renew: async () => null, refused: vi.fn() };
  const without = createApi({ access, language: () => 'fr' });
  expect(without.hasSocket).toBe(false);
  await without.listen(listener);
  expect(told).toEqual([['a']]);
  const withSocket = createApi({ access: { ...access, live: { host: 'h', realtime: 'r' } }, language: () => 'fr' });
  expect(withSocket.hasSocket).toBe(true);
  await withSocket.listen(listener);
  expect(asked).toEqual(['/api/changes/stream', 'wss://r/event/realtime']);
});

test('a conversation that the server does not know is told of, whatever the call was', async () => {
  let code = 'unknown_conversation';
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ code }), { status: 404 })));
  const access = { token: async () => 'first', renew: async () => null, refused: vi.fn() };
  const api = createApi({ access, language: () => 'fr' });
  const told: string[] = [];
  const end = api.onUnknown((id) => told.push(id));
  const calls = [
    () => api.act('c1', 'read'),
    () => api.messages('c 2', { before: null, limit: 1 }),
    () => api.call('/api/conversations/c3/notes?phone_id=1', {}, 1000),
    () => api.call('/api/templates', {}, 1000),
  ];
  for (const each of calls) await expect(each()).rejects.toMatchObject({ status: 404 });
  expect(told).toEqual(['c1', 'c 2', 'c3']);
  code = 'unknown_note';
  await expect(calls[0]?.()).rejects.toMatchObject({ code });
  end();
  code = 'unknown_conversation';
  await expect(calls[0]?.()).rejects.toMatchObject({ code });
  expect(told).toHaveLength(3);
});
