/** The mock's calls about Web Push. It tells no browser. */
import { createECDH } from 'node:crypto';
import type { MockRequest, MockResponse } from './http.ts';

const key = createECDH('prime256v1').generateKeys('base64url');

export function pushApi({ method }: MockRequest): MockResponse {
  if (method === 'GET') return { status: 200, body: { public_key: key } };
  return method === 'POST' ? { status: 200, body: { id: '0'.repeat(32) } } : { status: 204 };
}
