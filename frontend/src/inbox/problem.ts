/** The failure of a call: the server's problem document, or one of our own for a lost connection. */
import type { Message } from './contract';

export class Problem extends Error {
  /** The HTTP status; 0 when no response came. */
  readonly status: number;
  /** The server's stable name for the error; `unreachable` when no response came. */
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
  /** With a refused send: the message as the server has stored it. */
  readonly failedMessage: Message | null;
  /** All of the problem document. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    title: string,
    detail: string | null,
    failedMessage: Message | null = null,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.failedMessage = failedMessage;
    this.members = members;
  }

  /**
   * No response came, or one that leaves open whether the call was carried out: also that of a proxy, which has no code, while
   * Relais does not answer it. The same call may then be repeated.
   */
  get outcomeUnknown(): boolean {
    const proxy = this.status >= 500 && this.code === '';
    return this.status === 0 || this.status === 503 || this.status === 504 || proxy;
  }
}

export const unreachable = () => new Problem(0, 'unreachable', '', null);

/** Nobody is signed in any more: the sign-in page replaces the inbox. */
export const sessionEnded = () => new Problem(401, 'session_ended', '', null);

/** The page's own words for a problem, by its code. */
type Words = (code: string) => { title: string; detail: string | null } | null;

/**
 * Reads an error response. One that is no problem document becomes one with the bare status as its title. `words` stand
 * in the place of the server's, which it has in English and French only.
 */
export function problemFrom(status: number, body: unknown, words: Words = () => null): Problem {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null);
  const code = text('code') ?? '';
  const own = words(code);
  return new Problem(
    status,
    code,
    own?.title ?? text('title') ?? `HTTP ${status}`,
    own?.detail ?? text('detail'),
    failedMessageIn(fields.message),
    fields,
  );
}

/** API Gateway's own errors have a `message` too, which is a text. */
function failedMessageIn(value: unknown): Message | null {
  return typeof value === 'object' && value !== null && 'id' in value ? (value as Message) : null;
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : unreachable();
}
