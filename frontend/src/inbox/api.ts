/** The calls of the admin API. Each ends within its time limit and fails with a `Problem` only. */

import type { Access } from '../signin/access';
import { asFailure } from '../signin/failure';
import type { Language } from '../text/languages';
import { problemText } from '../text/serverTexts';
import type {
  Changes,
  Conversation,
  ConversationPage,
  Filter,
  Health,
  MediaLink,
  Message,
  MessagePage,
  MessageVersion,
  NewUpload,
  Outgoing,
  SendMessage,
  Sent,
  Template,
  Upload,
} from './contract';
import { eventStream } from './eventStream';
import type { Question } from './feedPosition';
import { inWords } from './inWords';
import { asProblem, type Problem, problemFrom, sessionEnded, unreachable } from './problem';
import type { Listen } from './push';
import { learnServerTime } from './serverClock';

const READ_TIMEOUT_MS = 15_000;
/** Longer: the server waits for Graph. */
const SEND_TIMEOUT_MS = 45_000;
/** Waits before a send is repeated, under the same idempotency key, because no response came. */
const SEND_RETRY_AFTER_MS = [1_000, 3_000];

export type Action = 'read' | 'takeover' | 'handback' | 'close' | 'distinct' | 'typing';
/** What is done with a conversation and another one. */
export type PairAction = 'merge' | 'unmerge';
export type Api = ReturnType<typeof createApi>;

interface Answer {
  status: number;
  /** Of JSON what it says, of a table its text; null of anything else. */
  body: unknown;
  date: string | null;
}

export interface ListQuery {
  q: string;
  filter: Filter;
  /** Whose conversations, with the filter `assigned`. */
  assigned_to: string | null;
  /** Null for the conversations at every business number. */
  phone_id: string | null;
  cursor: string | null;
  limit: number;
}

export interface ThreadQuery {
  before: string | null;
  limit: number;
  /** Only the messages with these words. A call reads a bounded number, so a page may be empty before the end. */
  find?: string;
}

export interface ApiOptions {
  access: Pick<Access, 'token' | 'renew' | 'refused' | 'live'>;
  /** The language of the page. The server explains errors in it where it can, else this page does. */
  language: () => Language;
}

function threadQuery({ before, limit, find }: ThreadQuery) {
  return { before, limit: String(limit), find: find ?? null };
}

export function createApi(options: ApiOptions) {
  const unknown = unknownConversations();
  const call = createCall(options, unknown.tell);
  const get = (path: string, query: Record<string, string | null> = {}) =>
    call(withQuery(path, query), {}, READ_TIMEOUT_MS);

  return {
    /** For pages that are loaded later and name their own calls. */
    call,

    conversations: (query: ListQuery) =>
      get('/api/conversations', { ...query, limit: String(query.limit) }) as Promise<ConversationPage>,

    /** For an address that names one the list has not loaded. One that was joined into another comes as the other. */
    conversation: (id: string) => get(`/api/conversations/${encodeURIComponent(id)}`) as Promise<Conversation>,

    messages: (id: string, query: ThreadQuery) =>
      get(`/api/messages/${encodeURIComponent(id)}`, threadQuery(query)) as Promise<MessagePage>,

    /** What a message said before it was edited or deleted, oldest first. */
    messageVersions: async (id: string) =>
      ((await get(`/api/message_versions/${encodeURIComponent(id)}`)) as { versions: MessageVersion[] }).versions,

    ...changeCalls(options, get, unknown.on),

    templates: async () => ((await get('/api/templates')) as { templates: Template[] }).templates,

    health: () => get('/api/health') as Promise<Health>,

    act: async (id: string, action: Action): Promise<void> => {
      await call(`/api/conversations/${encodeURIComponent(id)}/${action}`, { method: 'POST' }, READ_TIMEOUT_MS);
    },

    actWith: async (id: string, action: PairAction, other: string): Promise<void> => {
      const init = jsonPost({ with: other });
      await call(`/api/conversations/${encodeURIComponent(id)}/${action}`, init, READ_TIMEOUT_MS);
    },

    /** A link to a file that works for a few minutes without a token. */
    mediaLink: (id: string) => get(`${mediaPath(id)}/link`) as Promise<MediaLink>,

    /** Fetches a customer's file again from Meta. */
    fetchMedia: async (id: string): Promise<void> => {
      await call(`${mediaPath(id)}/fetch`, { method: 'POST' }, READ_TIMEOUT_MS);
    },

    /** Announces a file that is to be sent: the answer says where its bytes go. */
    newMedia: (file: NewUpload) => call('/api/media', jsonPost(file), READ_TIMEOUT_MS) as Promise<Upload>,

    /** Cancels a file that was not sent. */
    cancelMedia: async (id: string): Promise<void> => {
      await call(mediaPath(id), { method: 'DELETE' }, READ_TIMEOUT_MS);
    },

    /** Takes back a message that waits to be sent. */
    cancel: async (id: string) => {
      const path = `/api/send_message/${encodeURIComponent(id)}/cancel`;
      return ((await call(path, { method: 'POST' }, SEND_TIMEOUT_MS)) as { message: Message }).message;
    },

    /** Sends once: `key` makes the server recognise a repetition. */
    send: (to: string, outgoing: Outgoing, key: string): Promise<Sent> =>
      retried(() => sendOnce(call, to, outgoing, key)),

    /** One attempt of a send. */
    attempt: (to: string, outgoing: Outgoing, key: string): Promise<Sent> => sendOnce(call, to, outgoing, key),
  };
}

/** Tells of the conversations that a call was about and the server does not know. */
function unknownConversations() {
  const listeners = new Set<(id: string) => void>();
  return {
    tell(path: string): void {
      const id = /^\/api\/(?:conversations|messages)\/([^/?]+)/.exec(path)?.[1];
      if (id !== undefined) for (const listener of listeners) listener(decodeURIComponent(id));
    },
    on(listener: (id: string) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Get = (path: string, query: Record<string, string | null>) => Promise<unknown>;

function changeCalls(options: ApiOptions, get: Get, onUnknown: ReturnType<typeof unknownConversations>['on']) {
  return {
    changes: ({ named, ...query }: Question) =>
      // An empty list is not the same as none.
      get('/api/changes', named === null ? query : { ...query, named: named || ',' }) as Promise<Changes>,

    /** Which conversations change. */
    listen: changesListener(options),
    hasSocket: options.access.live != null,

    /** `listener` is called with each conversation that a call was about and the server does not know. Returns what ends it. */
    onUnknown,
  };
}

/** By the server's stream; on AWS by a socket, where there is one. */
function changesListener(options: ApiOptions): Listen {
  const { live } = options.access;
  if (!live) return eventStream((signal) => openStream(options, '/api/changes/stream', signal));
  let listen: Listen | null = null;
  return async (listener) => {
    listen ??= (await import('./socket')).createSocket(live, options.access);
    return listen(listener);
  };
}

async function sendOnce(call: ReturnType<typeof createCall>, to: string, outgoing: Outgoing, key: string) {
  const message = { to_number: to, ...outgoing } satisfies SendMessage;
  return (await call('/api/send_message', jsonPost(message, { 'Idempotency-Key': key }), SEND_TIMEOUT_MS)) as Sent;
}

const mediaPath = (id: string) => `/api/media/${encodeURIComponent(id)}`;

/** Without a token the browser adds the session's cookie, and the server asks for a header that other origins cannot set. */
function identify(headers: Headers, token: string | null): Headers {
  if (token === null) headers.set('X-Requested-With', 'relais');
  else headers.set('Authorization', `Bearer ${token}`);
  return headers;
}

async function openStream({ access }: ApiOptions, path: string, signal: AbortSignal) {
  const headers = identify(new Headers(), await access.token());
  const response = await fetch(path, { headers, cache: 'no-store', signal });
  if (!response.ok || response.body === null) throw problemFrom(response.status, null);
  return response.body;
}

/** One call, with the token of the person who is signed in. */
function createCall({ access, language }: ApiOptions, onUnknown: (path: string) => void) {
  async function ask(token: string | null, path: string, init: RequestInit, timeoutMs: number): Promise<Answer> {
    const headers = identify(new Headers(init.headers), token);
    headers.set('Accept-Language', language());
    const response = await fetch(path, { ...init, headers, cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
    const body = await bodyOf(response);
    return { status: response.status, body, date: response.headers.get('Date') };
  }

  return async (path: string, init: RequestInit, timeoutMs: number): Promise<unknown> => {
    let answer: Answer;
    try {
      const token = await access.token();
      answer = await ask(token, path, init, timeoutMs);
      // Nothing was carried out: the same call can be made with another token, once.
      const renewed = answer.status === 401 && token !== null ? await access.renew(token) : null;
      if (renewed !== null) answer = await ask(renewed, path, init, timeoutMs);
    } catch (error) {
      throw asFailure(error).kind === 'unreachable' ? unreachable() : sessionEnded();
    }
    const { status, body, date } = answer;
    learnServerTime(body, date);
    if (status >= 200 && status < 300) return inWords(language(), body);
    if (status === 401) access.refused();
    const problem = problemFrom(status, body, (code) => problemText(language(), code));
    if (problem.code === 'unknown_conversation') onUnknown(path);
    throw problem;
  };
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  if (response.headers.get('Content-Type')?.startsWith('text/csv')) return response.text();
  return response.json().catch(() => null);
}

function jsonPost(body: object, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body, (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value)),
  };
}

/** Half of a character, as a cut emoji leaves it, is no JSON. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

async function retried<T>(post: () => Promise<T>): Promise<T> {
  for (const waitMs of SEND_RETRY_AFTER_MS) {
    try {
      return await post();
    } catch (error) {
      const problem: Problem = asProblem(error);
      if (!problem.outcomeUnknown) throw problem;
      await new Promise((resume) => setTimeout(resume, waitMs));
    }
  }
  return post();
}

function withQuery(path: string, query: Record<string, string | null>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
