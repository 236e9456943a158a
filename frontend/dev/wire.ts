/** The mock's wire: for each message of the phones the calls that the simulator would have kept. */
import type { WireCall, WirePage } from '../src/phone/contract.ts';
import type { MockState } from './state.ts';

const SIGNATURE = `sha256=${'5e'.repeat(32)}`;

export function wirePage(state: MockState, from: number): WirePage {
  const calls = state.entries
    .filter((entry) => entry.phone)
    .flatMap(({ messages }) => messages)
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp))
    .flatMap(({ id, content, direction, timestamp }, at) =>
      direction === 'inbound' ? webhook(id, content, timestamp, at) : answer(id, content, timestamp),
    )
    .map((call, number) => ({ number, ...call }));
  return { calls: calls.filter(({ number }) => number >= (from > calls.length ? 0 : from)), next: calls.length };
}

type Call = Omit<WireCall, 'number'>;

function webhook(id: string, text: string, at: string, place: number): Call[] {
  const call = {
    ...callOf('webhook', '/webhook', at, { object: 'whatsapp_business_account', entry: [{ changes: [{ id, text }] }] }),
    signature: SIGNATURE,
  };
  // Some are refused at first.
  return place % 3 === 0
    ? [
        { ...call, status: 500, response: body({ title: 'Internal error' }) },
        { ...call, attempt: 2 },
      ]
    : [call];
}

function answer(id: string, text: string, at: string): Call[] {
  const messages = [{ role: 'user', content: '…' }];
  return [
    { ...callOf('model', '/v1/chat/completions', at, { model: 'simulated', messages }), took_ms: 1204 },
    {
      ...callOf('graph', '/v25.0/1051/messages', at, { type: 'text', text: { body: text } }),
      response: body({ messages: [{ id }] }),
    },
  ];
}

function callOf(side: Call['side'], path: string, at: string, request: object): Call {
  const common = { method: 'POST', took_ms: 12, attempt: 1, status: 200, signature: null, admitted: true };
  return { side, path, at, ...common, request: body(request), response: { text: '', bytes: 0 } };
}

function body(of: object): WireCall['request'] {
  const text = JSON.stringify(of);
  return { text, bytes: Buffer.byteLength(text) };
}
