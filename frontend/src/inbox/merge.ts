/** What the inbox shows after changes. A change may be delivered twice, before or after the page that contains it. */
import type { Conversation, Filter, Message, MessagePage } from './contract';
import { matchesQuery } from './search.ts';

export interface ListView {
  filter: Filter;
  query: string;
  /** Only the conversations at this business number; null for all. */
  phoneId: string | null;
  /** The person at this page, for the filter of what is assigned to them; empty while nobody has said it. */
  me: string;
  /** The open conversation stays in the list though it no longer matches, until another one is opened. */
  keepId: string | null;
  /** There are further conversations on the server that are not loaded. */
  more: boolean;
}

/**
 * The list with the changed conversations added, moved or removed, in the order of its filter. A conversation that was
 * joined into another one is shown as part of that one only.
 */
export function mergeConversations(
  shown: readonly Conversation[],
  changed: readonly Conversation[],
  view: ListView,
): Conversation[] {
  const order = orderOf(view);
  const last = shown.at(-1);
  const byId = new Map(shown.map((each) => [each.id, each]));
  const latest = new Map([...shown, ...changed].map((each) => [each.id, each]));
  const joined = new Set([...latest.values()].flatMap((each) => partsOf(each)));
  for (const each of changed) {
    const known = byId.has(each.id);
    const belongs = belongsIn(each, view) && (known || matchesQuery(each, view.query));
    // After all that is loaded: its page will bring it.
    const onLaterPage = !known && view.more && last !== undefined && (order === null || order(last, each) < 0);
    if ((belongs && !onLaterPage) || (known && each.id === view.keepId)) byId.set(each.id, each);
    else byId.delete(each.id);
  }
  return inOrder(
    [...byId.values()].filter(({ id }) => !joined.has(id)),
    order,
  );
}

/** The list without those whose persons were erased. The same list if none of them is on it. */
export function without(shown: Conversation[], gone: readonly string[]): Conversation[] {
  return shown.some(({ id }) => gone.includes(id)) ? shown.filter(({ id }) => !gone.includes(id)) : shown;
}

/** The ids of the conversations whose threads are shown as part of this one. */
export function partsOf(conversation: Pick<Conversation, 'merged'> | null): string[] {
  return conversation?.merged.map(({ id }) => id) ?? [];
}

/** The conversation that now shows this one as part of its own. */
export function joinedInto(changed: readonly Conversation[], id: string | null): Conversation | undefined {
  return changed.find((each) => id !== null && partsOf(each).includes(id));
}

/** Whether the view's filters keep it. The search is not looked at: the server can match words that the page cannot see. */
export function belongsIn(
  conversation: Conversation,
  view: Pick<ListView, 'filter' | 'query' | 'phoneId' | 'me'>,
): boolean {
  const { filter, query, phoneId, me } = view;
  return matchesFilter(conversation, { filter, query, me }) && (phoneId === null || conversation.phone_id === phoneId);
}

/** Appends a page. Conversations that are already shown stay as they are. */
export function appendPage(
  shown: readonly Conversation[],
  page: readonly Conversation[],
  view: Pick<ListView, 'filter' | 'query'>,
): Conversation[] {
  const known = new Set(shown.map((each) => each.id));
  return inOrder([...shown, ...page.filter((each) => !known.has(each.id))], orderOf(view));
}

/** As the server filters: closed conversations are hidden unless there is a search. */
export function matchesFilter(
  conversation: Conversation,
  { filter, query, me }: Pick<ListView, 'filter' | 'query' | 'me'>,
): boolean {
  switch (filter) {
    case 'all':
      return !conversation.closed || query.trim() !== '';
    case 'unread':
      return conversation.unread > 0;
    case 'needs_person':
      return conversation.needs_person !== null;
    case 'failed':
      return conversation.failed_since !== null;
    case 'taken_over':
      return conversation.takeover !== null;
    case 'closed':
      return conversation.closed;
    case 'assigned':
      return conversation.assigned_to?.to.localeCompare(me, undefined, { sensitivity: 'base' }) === 0;
    case 'snoozed':
      return conversation.snoozed_until !== null;
  }
}

/** Messages by id, oldest first. The later argument wins: a change replaces what is shown. */
export function mergeMessages(shown: readonly Message[], changed: readonly Message[]): Message[] {
  if (changed.length === 0) return [...shown];
  const byId = new Map(shown.map((each) => [each.id, each]));
  for (const each of changed) byId.set(each.id, each);
  return [...byId.values()].sort(byPlace);
}

/** With an older page before them: to sort all of a long thread for it would be felt. What is shown wins. */
export function withOlder(shown: readonly Message[], page: readonly Message[]): Message[] {
  const oldest = shown[0];
  const isBefore = oldest !== undefined && page.every((each) => byPlace(each, oldest) < 0);
  return isBefore ? [...mergeMessages([], page), ...shown] : mergeMessages(page, shown);
}

/**
 * The newest page, oldest first. The server adds the assistant's latest answer to it, though that may belong to an older page: it
 * would stand at the top, above a gap, and as not sent. `next`: the id of the page's oldest message, while there are older ones.
 */
export function newestPage({ messages, next }: Pick<MessagePage, 'messages' | 'next'>): Message[] {
  const within = next === null ? messages : messages.filter(({ id }) => placeOf(id) >= placeOf(next));
  return mergeMessages([], within);
}

/** Adds the message of a send's response, unless a poll has already brought a later status of it. */
export function withSent(shown: readonly Message[], sent: Message): Message[] {
  return isOvertaken(sent, shown) ? [...shown] : mergeMessages(shown, [sent]);
}

/** What is shown says what became of it. */
function isOvertaken(message: Message, shown: readonly Message[]): boolean {
  return message.status === 'pending' && shown.some(({ id, status }) => id === message.id && status !== 'pending');
}

/**
 * The changed messages that belong to the loaded part of a thread. Messages older than that part are left out while older
 * pages remain on the server: a late status of one would leave a gap. So is the assistant's latest answer when the server lists it
 * as begun though it was sent long ago.
 */
export function relevantChanges(
  shown: readonly Message[],
  changed: readonly Message[],
  /** The conversation's id, and those of the conversations that were joined into it. */
  owners: readonly string[],
  more: boolean,
): Message[] {
  const oldest = shown[0];
  return changed.filter(
    (each) =>
      owners.includes(each.conversation_id)
      && !(more && oldest !== undefined && byPlace(each, oldest) < 0)
      && !isOvertaken(each, shown),
  );
}

type Order = (a: Conversation, b: Conversation) => number;

/** Who has waited longest for a person first, what comes back soonest first, otherwise the newest activity. Null: what was found stays as the server sorts. */
export function orderOf({ filter, query }: Pick<ListView, 'filter' | 'query'>): Order | null {
  if (query.trim() !== '') return null;
  if (filter === 'snoozed') return bySnooze;
  return filter === 'needs_person' ? byWaiting : byActivity;
}

function inOrder(conversations: Conversation[], order: Order | null): Conversation[] {
  return order === null ? conversations : conversations.sort(order);
}

/** One that waits no longer, and stays because it is open, stands first. */
function byWaiting(a: Conversation, b: Conversation): number {
  return waitsSince(a) - waitsSince(b) || byActivity(a, b);
}

function bySnooze(a: Conversation, b: Conversation): number {
  return Date.parse(a.snoozed_until ?? '0') - Date.parse(b.snoozed_until ?? '0') || byActivity(a, b);
}

function waitsSince({ needs_person }: Conversation): number {
  return needs_person === null ? 0 : Date.parse(needs_person.since);
}

function byActivity(a: Conversation, b: Conversation): number {
  return Date.parse(b.last_activity) - Date.parse(a.last_activity) || (a.id < b.id ? -1 : 1);
}

/**
 * The middle part of a message's id is its place in the thread. It is not always its time: an answer follows its question.
 * Messages of equal places keep the server's order, because sort() is stable.
 */
function byPlace(a: Message, b: Message): number {
  return placeOf(a.id) - placeOf(b.id);
}

export function placeOf(id: string): number {
  return Number(id.split('.')[1] ?? 0);
}
