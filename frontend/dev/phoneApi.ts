/** The mock's control API of the simulated phone. */
import type { Customer, Kind, PhoneState, Settings } from '../src/phone/contract.ts';
import { contentOf, detailOf } from './content.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import type { Entry, MockState } from './state.ts';
import { wirePage } from './wire.ts';

/** Meta's type of what the phone can send besides text, and the content that the server gives it. */
const OTHER: Readonly<Record<Kind, [type: string, content: string]>> = {
  image: ['image', contentOf('image')],
  video: ['video', contentOf('video')],
  audio: ['audio', contentOf('audio')],
  document: ['document', contentOf('document')],
  letter: ['document', contentOf('document')],
  contacts: ['contacts', contentOf('contacts')],
  order: ['order', contentOf('order')],
  form: ['interactive', contentOf('form')],
  call: ['call', 'Missed call'],
  location: ['location', contentOf('location', '1 Chestnut Square')],
  voice: ['audio', contentOf('voice')],
  sticker: ['sticker', contentOf('sticker')],
  reaction: ['reaction', contentOf('reaction', '👍')],
  button: ['button', 'Yes, please'],
  unsupported: ['unsupported', contentOf('unsupported')],
};

export function phoneApi(state: MockState, { method, path, query, body }: MockRequest): MockResponse {
  if (state.mode === 'real') return problem(404, 'not_found', 'Not found', 'Meta is not simulated.');
  if (method === 'GET' && path === '/state') {
    return query.get('since') === String(state.seq) ? { status: 204 } : { status: 200, body: phoneState(state) };
  }
  if (method === 'GET' && path === '/wire')
    return { status: 200, body: wirePage(state, Number(query.get('from') ?? 0)) };
  if (method === 'POST' && path === '/customers') {
    return { status: 200, body: customer(state.addCustomer(String(body.name))) };
  }
  if (method === 'PUT' && path === '/settings') {
    state.settings = body as unknown as Settings;
    state.touch();
    return { status: 200, body: state.settings };
  }
  if (method === 'POST' && path === '/advance') {
    state.aheadMs += Number(body.hours) * 3_600_000;
    state.touch(...state.entries.map((entry) => entry.conversation.id));
    return { status: 204 };
  }
  const revised = /^\/customers\/([^/]+)\/messages\/([^/]+)\/(edit|delete)$/.exec(path);
  if (revised) return revise(state, revised[1] ?? '', decodeURIComponent(revised[2] ?? ''), body.text);
  const waId = /^\/customers\/([^/]+)\/messages$/.exec(path)?.[1];
  const entry = waId ? state.find(waId) : undefined;
  if (!entry) return problem(404, 'not_found', 'Not found', path);
  if (typeof body.kind === 'string') {
    const [type, content] = OTHER[body.kind as Kind];
    state.customerWrites(entry, type, [content]);
  } else {
    state.customerWrites(entry, 'text', body.texts as string[]);
  }
  return { status: 204 };
}

/** Corrects a message, or deletes it if there is no text. */
function revise(state: MockState, waId: string, id: string, text: unknown): MockResponse {
  const entry = state.find(waId);
  const message = entry?.messages.find((each) => each.id === id);
  if (!entry || !message) return problem(404, 'unknown_message', 'Not found', id);
  message.content = typeof text === 'string' ? text : '';
  if (typeof text === 'string') message.edited_at = state.iso();
  else message.deleted_at = state.iso();
  state.touch(entry.conversation.id);
  return { status: 204 };
}

function phoneState(state: MockState): PhoneState {
  return {
    seq: state.seq,
    now: state.iso(),
    model_simulated: true,
    settings: state.settings,
    inbox_url: '/#token=dev',
    business: { name: 'Atelier Tisserand', phone_number: '+33 4 78 00 00 00' },
    customers: state.entries.filter((entry) => entry.phone).map(customer),
  };
}

function customer({ waId, conversation, typing, messages }: Entry): Customer {
  return {
    wa_id: waId,
    name: conversation.name ?? waId,
    typing,
    messages: messages
      .filter(({ status }) => status !== 'pending' && status !== 'failed')
      .map((message) => ({
        id: message.id,
        type: message.type,
        text: message.type === 'text' ? message.content : detailOf(message.content),
        content: null,
        reply_to: message.reply_to,
        timestamp: message.timestamp,
        direction: message.direction === 'inbound' ? 'out' : 'in',
        edited: message.edited_at !== null,
        deleted: message.deleted_at !== null,
        status: message.direction === 'outbound' ? null : message.statuses.read ? 'read' : 'delivered',
      })),
  };
}
