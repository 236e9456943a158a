/** What went over the simulated wire, as the drawer shows and saves it. */
import type { WireCall, WirePage } from '../contract';

export const SIDES = ['webhook', 'graph', 'model'] as const;
export type Side = WireCall['side'];

/** No more than the server keeps. */
const KEPT = 500;

export interface Wire {
  /** Oldest first. */
  calls: readonly WireCall[];
  /** The number of the next call. */
  next: number;
}

export const NOTHING_YET: Wire = { calls: [], next: 0 };

/** With a further page. After a restart the server numbers from the beginning, and sends all that it has. */
export function withPage(before: Wire, page: WirePage): Wire {
  if (page.next < before.next) return page;
  const fresh = page.calls.filter(({ number }) => number >= before.next);
  if (fresh.length === 0 && page.next === before.next) return before;
  return { calls: [...before.calls, ...fresh].slice(-KEPT), next: page.next };
}

/** What became of the signature of a webhook, or of the token of a call. */
export type Check = 'signed' | 'unsigned' | 'signatureRefused' | 'token' | 'tokenRefused' | 'unanswered';

export function checkOf({ side, signature, admitted }: Pick<WireCall, 'side' | 'signature' | 'admitted'>): Check {
  if (admitted === null) return 'unanswered';
  if (side !== 'webhook') return admitted ? 'token' : 'tokenRefused';
  if (!admitted) return 'signatureRefused';
  return signature === null ? 'unsigned' : 'signed';
}

/** Whether something went wrong with it. */
export function isBad({ status, admitted }: Pick<WireCall, 'status' | 'admitted'>): boolean {
  return status === null || status >= 400 || admitted === false;
}

/** JSON with a line for each member; anything else as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A session as a file for tests: what is JSON is JSON there too, and what the server has cut stays a text. */
export function fixtureOf(calls: readonly WireCall[]): string {
  const kept = calls.map(({ request, response, ...call }) => ({
    ...call,
    request: bodyOf(request),
    response: bodyOf(response),
  }));
  return `${JSON.stringify({ calls: kept }, null, 2)}\n`;
}

function bodyOf({ text, bytes }: WireCall['request']): unknown {
  if (bytes === 0) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { text, bytes };
  }
}
