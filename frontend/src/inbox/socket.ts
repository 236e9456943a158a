/**
 * Which conversations change, by a WebSocket of AppSync Events, on AWS.
 *
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html
 */
import type { Access } from '../signin/access';
import { base64url } from '../signin/pkce';
import type { Live } from '../signin/settings';
import { type Listen, type Listener, namedIn } from './push';

const PROTOCOL = 'aws-appsync-event-ws';
/** `functions/live` publishes on it. */
const CHANNEL = '/changes/all';
/** As long as the stream of one machine. The next one has the token of that time: who may no longer read hears no more. */
const LONGEST_MS = 15 * 60_000;
/** For each answer until the subscription stands. After that AppSync says how long it may be silent. */
const ANSWER_MS = 10_000;

/** What AppSync sends. */
interface Message {
  type?: unknown;
  connectionTimeoutMs?: unknown;
  /** Texts with JSON, or one such text. */
  event?: unknown;
  errors?: unknown;
}

/** `refused`: AppSync does not take the token. */
type Outcome = 'ended' | 'refused';

export function createSocket(live: Live, access: Pick<Access, 'token' | 'renew'>): Listen {
  let renewed: string | null = null;
  return async (listener) => {
    const token = await access.token();
    if (token === null || listener.signal.aborted) return;
    const outcome = await new Promise<Outcome>((end) => talk(live, token, listener, end));
    // One that was renewed for this is not renewed for this again: then it is not the token that is wrong.
    if (outcome === 'refused' && token !== renewed) renewed = await access.renew(token);
  };
}

/** Subscribes, and tells until the socket ends. */
function talk(
  live: Live,
  token: string,
  { signal, opened, changed }: Listener,
  resolve: (outcome: Outcome) => void,
): void {
  const authorization = { host: live.host, Authorization: token };
  const socket = new WebSocket(`wss://${live.realtime}/event/realtime`, [PROTOCOL, `header-${encoded(authorization)}`]);
  let silenceMs = ANSWER_MS;
  let timeoutMs = ANSWER_MS;
  const end = (outcome: Outcome) => {
    clearTimeout(silent);
    clearTimeout(longest);
    signal.removeEventListener('abort', stop);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    resolve(outcome);
  };
  const stop = () => end('ended');
  let silent = setTimeout(stop, silenceMs);
  const longest = setTimeout(stop, LONGEST_MS);
  signal.addEventListener('abort', stop);

  socket.onclose = stop;
  socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init' }));
  socket.onmessage = ({ data }) => {
    const message = parsed(data);
    switch (message.type) {
      case 'connection_ack':
        timeoutMs = millisecondsOf(message.connectionTimeoutMs);
        socket.send(JSON.stringify({ type: 'subscribe', id: 'changes', channel: CHANNEL, authorization }));
        break;
      case 'subscribe_success':
        silenceMs = timeoutMs;
        opened();
        break;
      case 'data':
        for (const event of [message.event].flat()) changed(namedIn(String(event)));
        break;
      case 'broadcast_error':
        changed(null);
        break;
      case 'connection_error':
      case 'subscribe_error':
      case 'error':
        return end(isRefusal(message.errors) ? 'refused' : 'ended');
    }
    clearTimeout(silent);
    silent = setTimeout(stop, silenceMs);
  };
}

function encoded(authorization: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(authorization)));
}

function parsed(data: unknown): Message {
  try {
    return (JSON.parse(String(data)) ?? {}) as Message;
  } catch {
    return {};
  }
}

/** AppSync names five minutes. */
function millisecondsOf(value: unknown): number {
  return typeof value === 'number' && value >= 1_000 && value <= LONGEST_MS ? value : 300_000;
}

/** `UnauthorizedException`, and `Unauthorized` of a subscription. */
function isRefusal(errors: unknown): boolean {
  const named = Array.isArray(errors) ? errors : [];
  return named.some((error: { errorType?: unknown } | null) => String(error?.errorType).startsWith('Unauthorized'));
}
