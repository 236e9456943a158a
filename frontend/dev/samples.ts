/** A conversation and a message with every field filled in: for the tests of the inbox, and for the mock. */
import type { HandOver } from '../src/assistant/contract.ts';
import type { Conversation, Media, Message } from '../src/inbox/contract.ts';
import type { MessageActions } from '../src/inbox/messageActions.ts';
import type { NoteActions } from '../src/inbox/team/NoteRow.tsx';

export const at = (minute: number) => new Date(Date.UTC(2026, 2, 18, 12, minute)).toISOString();

export function conversation(id: string, part: Partial<Conversation> = {}): Conversation {
  return {
    id,
    phone_id: '106540352242922',
    business_number: '+33478000000',
    phone_number: '+33612345678',
    user_id: null,
    name: null,
    username: null,
    group: null,
    perhaps_same_as: null,
    merged: [],
    unread: 0,
    last_message: null,
    last_activity: at(0),
    takeover: null,
    needs_person: null,
    failed_since: null,
    window_closes_at: null,
    window_open: false,
    opted_out: false,
    marketing_opted_out: false,
    closed: false,
    answering: false,
    handed_over: null,
    called: [],
    assigned_to: null,
    labels: [],
    snoozed_until: null,
    noted_at: null,
    mentioned: [],
    ...part,
  };
}

export function message(id: string, part: Partial<Message> = {}): Message {
  return {
    id,
    message_id: null,
    conversation_id: 'c',
    phone_id: '106540352242922',
    direction: 'outbound',
    from_number: null,
    from_name: null,
    to_number: null,
    type: 'text',
    content: id,
    timestamp: at(0),
    status: 'sent',
    statuses: {},
    error: null,
    sent_by: 'agent',
    reply_to: null,
    resend_of: null,
    deleted_at: null,
    edited_at: null,
    cancellable: false,
    rests_on: null,
    ...part,
  };
}

/** A file that is stored. */
export const FILE: Media = {
  id: 'c.1.x',
  state: 'stored',
  mime_type: null,
  size: 2048,
  filename: null,
  caption: null,
  voice: false,
  animated: false,
  problem: null,
  can_fetch: false,
};

/** What the assistant says when it hands over. */
export const HANDED_OVER: HandOver = {
  reason: 'A complaint about a cake.',
  summary: 'The birthday cake of order 1042 came with the wrong name.\nThe party is at 16:00 today.',
  wants: 'A new plate with the right name, or the money back.',
};

export const ids = (items: readonly { id: string }[]) => items.map((each) => each.id);

export const NO_NOTE_ACTIONS: NoteActions = {
  edits: { of: () => null, begin: () => undefined, type: () => undefined, end: () => undefined },
  write: async () => undefined,
  edit: async () => undefined,
  remove: async () => undefined,
};

export const NO_ACTIONS: MessageActions = {
  sendAgain: null,
  takeBack: () => undefined,
  cancel: async () => undefined,
  versions: async () => [],
  reply: null,
  react: null,
  files: {
    links: { url: async (id) => `/files/${id}`, forget: () => undefined },
    open: () => undefined,
    fetchAgain: async () => undefined,
  },
};
