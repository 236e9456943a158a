/** The mock's admin API. */
import type {
  Changes,
  Conversation,
  ConversationPage,
  Filter,
  Health,
  Message,
  MessagePage,
  Sent,
} from '../src/inbox/contract.ts';
import { matchesFilter, orderOf } from '../src/inbox/merge.ts';
import { inLanguage } from './content.ts';
import { NUMBERS } from './conversations.ts';
import { draftsApi } from './drafts.ts';
import { eventsApi } from './events.ts';
import { factsApi } from './facts.ts';
import { mediaApi } from './files.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import { ofMessage } from './messageApi.ts';
import { partOf } from './outgoing.ts';
import { distinct, merge, messagesOf, unmerge } from './pairs.ts';
import { pushApi } from './push.ts';
import { settingsApi } from './settings.ts';
import type { Entry, MockState } from './state.ts';
import { isOfTeam, teamApi } from './team.ts';
import { TEMPLATES } from './templates.ts';
import { usageApi } from './usage.ts';

export async function adminApi(state: MockState, caller: string | null, request: MockRequest): Promise<MockResponse> {
  const { method, path, query, body, language } = request;
  const show = new Shown(state, language);
  if (method === 'GET' && path === '/me') return ok({ name: caller, role: process.env.ROLE ?? 'owner' });
  if (method === 'GET' && path === '/health') return ok(health(state));
  if (method === 'GET' && path === '/templates') return ok({ templates: TEMPLATES });
  if (method === 'GET' && path === '/conversations') return ok(conversations(state, query, show));
  if (method === 'GET' && path === '/changes') return changes(state, query, show);
  if (method === 'GET' && path === '/changes/stream') return problem(404, 'no_stream', 'No stream here', 'Poll.');
  if (path === '/session') return { status: 204 };
  if (method === 'POST' && path === '/send_message') return once(state, request);
  if (/^\/settings(\/|$)/.test(path)) return settingsApi(state, caller, request);
  if (method === 'POST' && path === '/facts') return factsApi(request);
  if (method === 'GET' && path === '/usage') return usageApi(state, request);
  if (/^\/events\//.test(path)) return eventsApi(state, request);
  if (/^\/drafts(\/|$)/.test(path)) return draftsApi(state, request);
  if (/^\/push(\/|$)/.test(path)) return pushApi(request);
  if (/^\/media(\/|$)/.test(path)) return mediaApi(state, request);
  if (/^\/(send_message|message_versions)\/./.test(path)) return ofMessage(state, request);
  const [, collection, id = '', action] = path.split('/');
  const entry = state.find(decodeURIComponent(id));
  if (!entry) return problem(404, 'unknown_conversation', 'Not found', 'There is no such conversation.');
  if (collection === 'messages') return ok(messages(state, entry, query, show));
  if (method === 'GET' && collection === 'conversations' && !action) return ok(show.conversation(entry.conversation));
  if (isOfTeam(action)) return teamApi(state, caller, entry, request);
  if (method === 'POST' && action === 'merge') return merge(state, entry, String(body.with));
  if (method === 'POST' && action === 'unmerge') return unmerge(state, entry, String(body.with));
  if (method === 'POST' && action === 'distinct') return distinct(state, entry);
  if (method === 'POST' && collection === 'conversations' && action)
    return act(state, caller, entry, action, body.until);
  return problem(404, 'not_found', 'Not found', path);
}

const ok = (body: unknown): MockResponse => ({ status: 200, body });

/** What depends on the caller's language and on the time of the call. */
class Shown {
  private readonly state: MockState;
  private readonly language: string;

  constructor(state: MockState, language: string) {
    this.state = state;
    this.language = language;
  }

  conversation(kept: Conversation): Conversation {
    const { last_message: last, window_closes_at: closesAt } = kept;
    const last_message = last && { ...last, content: inLanguage(last.content, this.language) };
    return { ...kept, last_message, window_open: isOpen(this.state, closesAt) };
  }

  message(kept: Message): Message {
    return kept.type === 'text' ? kept : { ...kept, content: inLanguage(kept.content, this.language) };
  }
}

function isOpen(state: MockState, closesAt: string | null): boolean {
  return closesAt !== null && Date.parse(closesAt) > state.now();
}

function health(state: MockState): Health {
  const real = state.mode === 'real';
  const stopped = state.mode === 'stopped';
  const flowing = { stopped: false, code: null, since: null, reason: null, advice: null };
  const sending = stopped
    ? {
        stopped,
        code: 190,
        since: state.iso(),
        reason: 'Meta refused the access token.',
        advice: 'Create a new token and set WHATSAPP_API_TOKEN.',
      }
    : flowing;
  const templates =
    state.mode === 'limits'
      ? { ...flowing, stopped: true, code: 131042, advice: 'Add a way to pay in Meta’s Business Manager.' }
      : sending;
  const needs = shown(state).flatMap(({ needs_person }) => needs_person?.since ?? []);
  const notices =
    state.mode === 'limits'
      ? [
          {
            code: 'template_paused',
            severity: 'warning' as const,
            subject: 'appointment (en)',
            text: 'Meta paused the template appointment (en) because customers reacted badly to it.',
            advice: 'It cannot be sent until the pause ends.',
            detail: null,
            since: state.iso(),
            until: state.iso(),
          },
        ]
      : [];
  return {
    notices,
    status: stopped || state.mode === 'limits' ? 'degraded' : 'ok',
    simulated: { meta: !real, model: !real },
    assistant: real ? 'off' : 'on',
    checks: { database: 'ok' },
    now: state.iso(),
    sending,
    numbers: NUMBERS.slice(0, state.mode === 'numbers' ? 2 : 1).map(({ phone_id }) => ({
      phone_id,
      sending,
      templates,
    })),
    waiting: { count: Math.min(needs.length, 100), oldest: needs.sort()[0] ?? null },
    ceilings: {
      model_tokens: state.mode === 'limits' ? { used: 1_002_417, ceiling: 1_000_000, reached: true } : null,
    },
  };
}

/** The parameters of the text: a header may stand before it. */
function bodyOf(components: { type: string; parameters: { text: string }[] }[]): { text: string }[] {
  return components.find(({ type }) => type === 'body')?.parameters ?? [];
}

function conversations(state: MockState, query: URLSearchParams, show: Shown): ConversationPage {
  const q = (query.get('q') ?? '').toLowerCase().replace(/^@/, '');
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 30);
  const phoneId = query.get('phone_id');
  const filter = (query.get('filter') ?? 'all') as Filter;
  const me = query.get('assigned_to') ?? '';
  const all = shown(state)
    .filter(({ phone_id }) => phoneId === null || phone_id === phoneId)
    .filter((each) => each.last_message && matchesFilter(each, { filter, query: q, me }))
    .filter(({ name, phone_number, username }) =>
      [name, phone_number, username, ''].some((text) => text?.toLowerCase().includes(q)),
    )
    .sort(orderOf({ filter, query: '' }) ?? undefined);
  const next = from + limit < all.length ? String(from + limit) : null;
  return { conversations: all.slice(from, from + limit).map((each) => show.conversation(each)), next };
}

/** Those that are not shown as part of another one. */
function shown(state: MockState): Conversation[] {
  return state.entries.filter(({ joinedInto }) => joinedInto === undefined).map(({ conversation }) => conversation);
}

function messages(state: MockState, entry: Entry, query: URLSearchParams, show: Shown): MessagePage {
  const words = (query.get('find') ?? '').toLowerCase();
  const all = messagesOf(state, entry)
    .filter(({ content }) => content.toLowerCase().includes(words))
    .sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
  const end = Number(query.get('before') ?? all.length);
  const start = Math.max(0, end - Number(query.get('limit') ?? 40));
  return { messages: all.slice(start, end).map((each) => show.message(each)), next: start > 0 ? String(start) : null };
}

function changes(state: MockState, query: URLSearchParams, show: Shown): MockResponse {
  const since = query.get('since') === null ? state.seq : Number(query.get('since'));
  if (since > state.seq) return problem(410, 'stale_cursor', 'Too old', 'Load everything again.');
  const fresh = ({ id }: { id: string }) => (state.changed.get(id) ?? 0) > since;
  const open = state.find(query.get('conversation') ?? '');
  const changed: Changes = {
    conversations: shown(state)
      .filter(fresh)
      .map((each) => show.conversation(each)),
    messages: (open ? messagesOf(state, open) : []).filter(fresh).map((each) => show.message(each)),
    gone: [],
    cursor: String(state.seq),
    more: false,
    now: state.iso(),
  };
  return ok(changed);
}

/** A repeat under the same key is answered as the first was, and sends nothing. */
async function once(state: MockState, { idempotencyKey: key, body }: MockRequest): Promise<MockResponse> {
  if (key === null) return send(state, body);
  const sending = state.sends.get(key) ?? send(state, body);
  state.sends.set(key, sending);
  return sending;
}

async function send(state: MockState, body: Record<string, unknown>): Promise<MockResponse> {
  const entry = state.find(String(body.to_number));
  if (!entry)
    return problem(422, 'invalid_number', 'This is no number that can be written to', 'Use the international format.');
  if (entry.conversation.group) {
    return problem(409, 'group_conversation', 'This is a group', 'Write to one of its members instead.');
  }
  const text = typeof body.message === 'string' ? body.message : null;
  const template = body.template as
    | { name: string; components: { type: string; parameters: { text: string }[] }[] }
    | undefined;
  if (!body.template && !isOpen(state, entry.conversation.window_closes_at)) {
    return problem(
      409,
      'window_closed',
      'The 24-hour window is closed',
      'Send an approved template: free text is possible again when the customer answers.',
    );
  }
  if (template && entry.conversation.opted_out && !body.override_opt_out) {
    return problem(409, 'opted_out', 'The customer opted out', 'They asked to receive no more messages.');
  }
  const filled =
    template
    && TEMPLATES.find(({ name }) => name === template.name)?.body?.replace(
      /\{\{(\d+)\}\}/g,
      (placeholder, at: string) => bodyOf(template.components)[Number(at) - 1]?.text ?? placeholder,
    );
  const named = (name: unknown) => (typeof name === 'string' ? name : null);
  const message = await state.deliver(
    entry,
    'agent',
    {
      content: text ?? filled ?? '',
      type: template ? 'template' : 'text',
      ...partOf(state, body),
      reply_to: named(body.reply_to),
      resend_of: named(body.resend_of),
    },
    text === 'fail' ? 131026 : undefined,
  );
  if (message.status === 'failed') {
    const refused = problem(502, 'graph_error', 'WhatsApp refused', message.error?.advice ?? '');
    return { status: 502, body: { ...(refused.body as object), message } };
  }
  const sent: Sent = { status: 'success', message };
  return ok(sent);
}

function act(
  state: MockState,
  caller: string | null,
  { conversation }: Entry,
  action: string,
  until: unknown,
): MockResponse {
  if (action === 'typing') return ok({ shown: conversation.takeover !== null });
  if (action === 'read') conversation.unread = 0;
  if (action === 'takeover') {
    conversation.takeover = {
      until: until === undefined || until === 'tomorrow' ? state.iso(-12 * 3_600_000) : String(until),
      by: caller,
    };
    conversation.needs_person = null;
  }
  if (action === 'handback') conversation.takeover = null;
  if (action === 'close') conversation.closed = true;
  state.touch(conversation.id);
  return { status: 204 };
}
