/** The mock's control API of the simulated phone. */
import type { Customer, Kind, PhoneState, Settings } from '../src/phone/contract.ts';
import { type Answer, type Asked, problem } from './answer.ts';
import { contentOf, detailOf } from './content.ts';
import type { Entry, World } from './world.ts';

/** Meta's type of what the phone can send besides text, and the content that the server gives it. */
const OTHER: Readonly<Record<Kind, [type: string, content: string]>> = {
  image: ['image', contentOf('image')],
  location: ['location', contentOf('location', '1 Chestnut Square')],
  voice: ['audio', contentOf('voice')],
  sticker: ['sticker', contentOf('sticker')],
  reaction: ['reaction', contentOf('reaction', '👍')],
  button: ['button', 'Yes, please'],
  unsupported: ['unsupported', contentOf('unsupported')],
};

export function phoneApi(world: World, { method, path, query, body }: Asked): Answer {
  if (world.mode === 'real') return problem(404, 'not_found', 'Not found', 'Meta is not simulated.');
  if (method === 'GET' && path === '/state') {
    return query.get('since') === String(world.seq) ? { status: 204 } : { status: 200, body: state(world) };
  }
  if (method === 'POST' && path === '/customers') {
    return { status: 200, body: customer(world.addCustomer(String(body.name))) };
  }
  if (method === 'PUT' && path === '/settings') {
    world.settings = body as unknown as Settings;
    world.touch();
    return { status: 200, body: world.settings };
  }
  if (method === 'POST' && path === '/advance') {
    world.aheadMs += Number(body.hours) * 3_600_000;
    world.touch(...world.entries.map((entry) => entry.conversation.id));
    return { status: 204 };
  }
  const waId = /^\/customers\/([^/]+)\/messages$/.exec(path)?.[1];
  const entry = waId ? world.find(waId) : undefined;
  if (!entry) return problem(404, 'not_found', 'Not found', path);
  if (typeof body.kind === 'string') {
    const [type, content] = OTHER[body.kind as Kind];
    world.customerWrites(entry, type, [content]);
  } else {
    world.customerWrites(entry, 'text', body.texts as string[]);
  }
  return { status: 204 };
}

function state(world: World): PhoneState {
  return {
    seq: world.seq,
    now: world.iso(),
    model_simulated: true,
    settings: world.settings,
    inbox_url: '/#token=dev',
    business: { name: 'Atelier Tisserand', phone_number: '+33 4 78 00 00 00' },
    customers: world.entries.filter((entry) => entry.phone).map(customer),
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
        timestamp: message.timestamp,
        direction: message.direction === 'inbound' ? 'out' : 'in',
        status: message.direction === 'outbound' ? null : message.statuses.read ? 'read' : 'delivered',
      })),
  };
}
