/** A request as the mock reads it, and its response. */

export interface MockResponse {
  status: number;
  body?: unknown;
  /** In the place of a body. */
  text?: string;
  headers?: Record<string, string>;
}

export interface MockRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Empty where it is no JSON. */
  body: Record<string, unknown>;
  bytes: Buffer;
  /** What the caller accepts: `fr`, `en-GB`. */
  language: string;
  ifMatch: string | null;
  /** Of a send: a repeat has the same one. */
  idempotencyKey: string | null;
}

export const problem = (status: number, code: string, title: string, detail: string): MockResponse => ({
  status,
  body: { type: `about:blank#${code}`, title, status, detail, code },
});
