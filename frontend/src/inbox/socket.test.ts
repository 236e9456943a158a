import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPush } from './push';
import { createSocket } from './socket';

const LIVE = {
  host: 'a1.appsync-api.eu-west-3.amazonaws.com',
  realtime: 'a1.appsync-realtime-api.eu-west-3.amazonaws.com',
};

/** The sockets that were opened, with what the page has sent. */
class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  says(message: unknown) {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  /** Up to the subscription. */
  subscribed(connectionTimeoutMs: unknown = 300_000) {
    this.onopen?.();
    this.says({ type: 'connection_ack', connectionTimeoutMs });
    this.says({ type: 'subscribe_success', id: 'changes' });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  vi.stubGlobal('WebSocket', FakeSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const last = () => FakeSocket.all.at(-1) as FakeSocket;
const opened = () => FakeSocket.all.length;
const refusal = (type: string, errorType: string) => ({ type, errors: [{ errorType, message: 'no' }] });

async function page() {
  const fake = {
    token: 'first',
    renewals: [] as string[],
    told: [] as (readonly string[] | null)[],
    open: [] as boolean[],
  };
  const push = createPush({
    listen: createSocket(LIVE, {
      token: async () => fake.token,
      renew: async (refused) => {
        fake.renewals.push(refused);
        fake.token = `${refused}+`;
        return fake.token;
      },
    }),
    onChanged: (conversations) => fake.told.push(conversations),
    onOpen: (open) => {
      if (fake.open.at(-1) !== open) fake.open.push(open);
    },
  });
  push.start();
  await vi.advanceTimersByTimeAsync(0);
  return { push, fake };
}

test('it subscribes with the token, and tells what is published', async () => {
  const { push, fake } = await page();
  const socket = last();
  expect(socket.url).toBe(`wss://${LIVE.realtime}/event/realtime`);
  expect(socket.protocols[0]).toBe('aws-appsync-event-ws');
  const authorization = { host: LIVE.host, Authorization: 'first' };
  const header = String(socket.protocols[1]);
  expect(header).toMatch(/^header-[\w-]+$/);
  expect(JSON.parse(Buffer.from(header.slice('header-'.length), 'base64url').toString())).toEqual(authorization);

  socket.onopen?.();
  expect(socket.sent).toEqual([{ type: 'connection_init' }]);
  socket.says({ type: 'connection_ack', connectionTimeoutMs: 300_000 });
  expect(socket.sent[1]).toEqual({ type: 'subscribe', id: 'changes', channel: '/changes/all', authorization });
  expect(fake.open).toEqual([]);
  socket.says({ type: 'subscribe_success', id: 'changes' });
  expect(fake.open).toEqual([true]);

  socket.says({ type: 'ka' });
  socket.says({ type: 'data', id: 'changes', event: '{"conversations":["a","b"]}' });
  socket.says({ type: 'data', id: 'changes', event: ['{"conversations":["c"]}', '{"conversations":null}'] });
  socket.says({ type: 'data', id: 'changes', event: 'what?' });
  socket.says({ type: 'broadcast_error', errors: [] });
  for (const nothing of ['what?', 'null', '[]', { type: 'something_new' }]) socket.says(nothing);
  expect(fake.told).toEqual([['a', 'b'], ['c'], null, null, null]);
  push.stop();
  expect(socket.closed).toBe(true);
  expect(fake.open).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened()).toBe(1);
});

test('one that says nothing for longer than AppSync names is opened again', async () => {
  const { push, fake } = await page();
  const socket = last();
  socket.subscribed(60_000);
  await vi.advanceTimersByTimeAsync(59_000);
  socket.says({ type: 'ka' });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(socket.closed).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(socket.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(opened()).toBe(2);
  last().subscribed();
  expect(fake.open).toEqual([true, false, true]);
  push.stop();
});

test('one that does not answer, or closes, is opened less and less often, and at once when asked to', async () => {
  const { push } = await page();
  await vi.advanceTimersByTimeAsync(10_000 + 999);
  expect(opened()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(opened()).toBe(2);
  last().onclose?.();
  await vi.advanceTimersByTimeAsync(1_999);
  expect(opened()).toBe(2);
  push.retry();
  await vi.advanceTimersByTimeAsync(0);
  expect(opened()).toBe(3);
  last().subscribed();
  last().onclose?.();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(opened()).toBe(4);
  push.stop();
});

test.each([
  ['connection_error', 'UnauthorizedException'],
  ['subscribe_error', 'UnauthorizedException'],
  ['error', 'Unauthorized'],
])('a token that is refused by %s is renewed once, and the new one is used', async (type, errorType) => {
  const { push, fake } = await page();
  last().onopen?.();
  last().says(refusal(type, errorType));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fake.renewals).toEqual(['first']);
  expect(opened()).toBe(2);
  for (let again = 0; again < 5; again += 1) {
    last().says(refusal(type, errorType));
    await vi.advanceTimersByTimeAsync(30_000);
  }
  expect(fake.renewals).toEqual(['first']);
  last().subscribed();
  expect(last().sent[1]).toMatchObject({ authorization: { Authorization: 'first+' } });
  push.stop();
});

test('another error renews nothing', async () => {
  const { push, fake } = await page();
  last().says(refusal('subscribe_error', 'BadRequestException'));
  last().says({ type: 'error', errors: 'many' });
  await vi.advanceTimersByTimeAsync(1_000);
  last().says({ type: 'connection_error', errors: [null, {}] });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(opened()).toBe(3);
  expect(fake.renewals).toEqual([]);
  push.stop();
});

test('after a quarter of an hour the next one has the token of that time', async () => {
  const { push, fake } = await page();
  const socket = last();
  socket.subscribed();
  fake.token = 'second';
  for (let minute = 0; minute < 15; minute += 1) {
    socket.says({ type: 'ka' });
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(socket.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  last().subscribed();
  expect(last().sent[1]).toMatchObject({ authorization: { Authorization: 'second' } });
  expect(fake.open).toEqual([true, false, true]);
  push.stop();
});

test('a page that is left before its token is there opens nothing', async () => {
  const { push } = await page();
  push.stop();
  const before = opened();
  push.start();
  push.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(opened()).toBe(before);
});
