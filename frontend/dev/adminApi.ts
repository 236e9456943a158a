/** The mock's admin API. */
import type { Conversation, Message, Template } from '../src/inbox/contract.ts';
import { matchesFilter } from '../src/inbox/merge.ts';
import { problem, type Answer, type Asked } from './answer.ts';
import { inLanguage } from './content.ts';
import type { Entry, World } from './world.ts';

const TEMPLATES: Template[] = [
  { name: 'order_ready', language: 'fr', category: 'UTILITY', status: 'APPROVED', body: 'Bonjour {{1}}, votre commande {{2}} est prête. Répondez à ce message pour toute question.' },
  { name: 'hello_again', language: 'en', category: 'MARKETING', status: 'APPROVED', body: 'Hello! You asked us something and we have an answer. Reply to this message to read it.' },
  { name: 'appointment', language: 'en', category: 'UTILITY', status: 'PENDING', body: 'See you on {{day}}.' },
];

export async function adminApi(world: World, caller: string | null, { method, path, query, body, language }: Asked): Promise<Answer> {
  if (method === 'GET' && path === '/health') return health(world);
  if (method === 'GET' && path === '/templates') return { status: 200, body: { templates: TEMPLATES } };
  if (method === 'GET' && path === '/conversations') return conversations(world, query, language);
  if (method === 'GET' && path === '/changes') return changes(world, query, language);
  if (method === 'POST' && path === '/send_message') return send(world, body);
  const [, collection, id = '', action] = path.split('/');
  const entry = world.find(decodeURIComponent(id));
  if (!entry) return problem(404, 'unknown_conversation', 'Not found', 'There is no such conversation.');
  if (collection === 'messages') return messages(entry, query, language);
  if (method === 'GET' && collection === 'conversations' && !action) {
    return { status: 200, body: shownConversation(entry.conversation, language) };
  }
  if (method === 'POST' && collection === 'conversations' && action) return act(world, caller, entry, action);
  return problem(404, 'not_found', 'Not found', path);
}

function health(world: World): Answer {
  const real = world.mode === 'real';
  const stopped = world.mode === 'stopped';
  return {
    status: 200,
    body: {
      status: stopped ? 'degraded' : 'ok', simulated: { meta: !real, model: !real }, assistant: real ? 'off' : 'on', now: world.iso(),
      sending: stopped
        ? { stopped, reason: 'Meta refused the access token.', advice: 'Create a new token and set WHATSAPP_API_TOKEN.' }
        : { stopped, reason: null, advice: null },
    },
  };
}

function conversations(world: World, query: URLSearchParams, language: string): Answer {
  const q = (query.get('q') ?? '').toLowerCase();
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 30);
  const all = world.entries
    .map((entry) => entry.conversation)
    .filter((each) => each.last_message && matchesFilter(each, (query.get('filter') ?? 'all') as 'all', q))
    .filter(({ name, phone_number, username }) => [name, phone_number, username].some((text) => text?.toLowerCase().includes(q)))
    .sort((a, b) => Date.parse(b.last_activity) - Date.parse(a.last_activity));
  const next = from + limit < all.length ? String(from + limit) : null;
  return { status: 200, body: { conversations: all.slice(from, from + limit).map((each) => shownConversation(each, language)), next } };
}

function messages(entry: Entry, query: URLSearchParams, language: string): Answer {
  const all = [...entry.messages].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
  const end = Number(query.get('before') ?? all.length);
  const start = Math.max(0, end - Number(query.get('limit') ?? 40));
  return { status: 200, body: { messages: all.slice(start, end).map((each) => shownMessage(each, language)), next: start > 0 ? String(start) : null } };
}

function changes(world: World, query: URLSearchParams, language: string): Answer {
  const since = query.get('since') === null ? world.seq : Number(query.get('since'));
  if (since > world.seq) return problem(410, 'stale_cursor', 'Too old', 'Load everything again.');
  const fresh = (id: string) => (world.changed.get(id) ?? 0) > since;
  const open = world.find(query.get('conversation') ?? '');
  const conversations = world.entries.map((entry) => entry.conversation).filter(({ id }) => fresh(id))
    .map((each) => shownConversation(each, language));
  const changed = (open?.messages ?? []).filter(({ id }) => fresh(id))
    .map((message) => ({ ...shownMessage(message, language), conversation_id: open?.conversation.id }));
  return { status: 200, body: { conversations, messages: changed, cursor: String(world.seq), now: world.iso() } };
}

function shownConversation(conversation: Conversation, language: string): Conversation {
  const { last_message: last } = conversation;
  return { ...conversation, last_message: last && { ...last, content: inLanguage(last.content, language) } };
}

function shownMessage(message: Message, language: string): Message {
  return message.type === 'text' ? message : { ...message, content: inLanguage(message.content, language) };
}

async function send(world: World, body: Record<string, unknown>): Promise<Answer> {
  const entry = world.find(String(body['to_number']));
  if (!entry) return problem(422, 'invalid_number', 'This is no number that can be written to', 'Use the international format.');
  const text = typeof body['message'] === 'string' ? body['message'] : null;
  const template = body['template'] as { name: string; components: { parameters: { text: string }[] }[] } | undefined;
  const closesAt = entry.conversation.window_closes_at;
  if (text !== null && !(closesAt !== null && Date.parse(closesAt) > world.now())) {
    return problem(409, 'window_closed', 'The 24-hour window is closed', 'Send an approved template: free text is possible again when the customer answers.');
  }
  const filled = template && TEMPLATES.find(({ name }) => name === template.name)?.body
    ?.replace(/\{\{(\d+)\}\}/g, (gap, at: string) => template.components[0]?.parameters[Number(at) - 1]?.text ?? gap);
  const message = await world.deliver(entry, 'agent', {
    content: text ?? filled ?? '', type: template ? 'template' : 'text',
    resend_of: typeof body['resend_of'] === 'string' ? body['resend_of'] : null,
  }, text === 'fail' ? 131026 : undefined);
  if (message.status === 'failed') {
    const refused = problem(502, 'graph_error', 'WhatsApp refused', message.error?.advice ?? '');
    return { status: 502, body: { ...(refused.body as object), message } };
  }
  return { status: 200, body: { status: 'success', message } };
}

function act(world: World, caller: string | null, { conversation }: Entry, action: string): Answer {
  if (action === 'read') conversation.unread = 0;
  if (action === 'takeover') {
    conversation.takeover = { until: world.iso(-12 * 3_600_000), by: caller };
    conversation.needs_person = null;
  }
  if (action === 'handback') conversation.takeover = null;
  if (action === 'close') conversation.closed = true;
  world.touch(conversation.id);
  return { status: 204 };
}
