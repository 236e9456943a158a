/** The mock's state: conversations with their messages, seen from the inbox and from the phones. */
import type { Conversation, Message, Sender } from '../src/inbox/contract.ts';
import type { Settings } from '../src/phone/contract.ts';
import type { SettingsState } from '../src/settings/contract.ts';
import { Files } from './files.ts';
import type { MockResponse } from './http.ts';
import { conversation, message } from './samples.ts';

export interface Entry {
  conversation: Conversation;
  messages: Message[];
  waId: string;
  /** Has a simulated phone. */
  phone: boolean;
  typing: boolean;
  /** The id of the conversation that shows these messages as part of its own. */
  joinedInto?: string;
  timer?: ReturnType<typeof setTimeout>;
}

const DAY_MS = 24 * 3_600_000;

export class MockState {
  readonly files = new Files();
  entries: Entry[] = [];
  seq = 1;
  aheadMs = 0;
  /** Sequence number of the last change, by id of a conversation or a message. */
  changed = new Map<string, number>();
  sent = new Map<string, Message>();
  /** Responses to sends, by their idempotency key. */
  sends = new Map<string, Promise<MockResponse>>();
  settings: Settings = {
    repeat_webhooks: 0,
    shuffle_statuses: false,
    send_statuses: true,
    read_after_ms: 1500,
    fail_code: null,
    timeout_after_accepting: false,
    graph_delay_ms: 400,
    model_delay_ms: 2000,
    model_failure: null,
  };
  /** Of the business numbers, by phone_id; oldest version first. */
  businessSettings = new Map<string, SettingsState[]>();
  /** Drafts of the assistant, by id. */
  drafts = new Map<string, unknown>();
  readonly mode: string;
  private nextId = 1;

  constructor(mode: string) {
    this.mode = mode;
  }

  now(): number {
    return Date.now() + this.aheadMs;
  }

  iso(agoMs = 0): string {
    return new Date(this.now() - agoMs).toISOString();
  }

  id(prefix: string): string {
    return `${prefix}_${(this.nextId++).toString().padStart(5, '0')}`;
  }

  touch(...ids: string[]): void {
    this.seq += 1;
    for (const id of ids) this.changed.set(id, this.seq);
  }

  /** The conversation; one that was joined into another is found as the other. */
  find(person: string): Entry | undefined {
    const found = this.entries.find(({ conversation: { id, phone_number, user_id }, waId }) =>
      [id, waId, phone_number, user_id].includes(person),
    );
    return found?.joinedInto === undefined ? found : this.find(found.joinedInto);
  }

  addCustomer(name: string): Entry {
    const waId = `3361200${(1000 + this.entries.length * 37).toString()}`;
    const entry = this.begin(waId, { name }, true);
    this.entries.push(entry);
    this.touch();
    return entry;
  }

  /** A conversation without messages. `waId` is null for a customer who hides the number. */
  begin(waId: string | null, part: Partial<Conversation>, phone: boolean): Entry {
    const phone_number = waId === null ? null : `+${waId}`;
    return {
      waId: waId ?? '',
      phone,
      typing: false,
      messages: [],
      conversation: conversation(this.id('c'), { phone_number, last_activity: this.iso(), ...part }),
    };
  }

  add(entry: Entry, part: Partial<Message> & Pick<Message, 'direction' | 'content'>): Message {
    const inbound = part.direction === 'inbound';
    const id = this.id('m');
    const { conversation: shown } = entry;
    const added = message(id, {
      message_id: `wamid.${id}`,
      conversation_id: shown.id,
      phone_id: shown.phone_id,
      from_number: inbound ? shown.phone_number : null,
      to_number: inbound ? null : shown.phone_number,
      timestamp: this.iso(),
      status: inbound ? 'received' : 'pending',
      sent_by: null,
      ...part,
    });
    entry.messages.push(added);
    const { content, direction, timestamp, status } = added;
    shown.last_message = { content, direction, timestamp, status };
    shown.last_activity = timestamp;
    if (inbound) {
      shown.unread += 1;
      shown.closed = false;
      shown.window_closes_at = new Date(Date.parse(timestamp) + DAY_MS).toISOString();
    }
    this.touch(id, shown.id);
    return added;
  }

  progress(entry: Entry, message: Message, status: Message['status']): void {
    message.status = status;
    message.statuses = { ...message.statuses, [status]: this.iso() };
    const last = entry.conversation.last_message;
    if (last?.timestamp === message.timestamp) last.status = status;
    this.touch(message.id, entry.conversation.id);
  }

  /** Sends as the business, with the delivery statuses that follow. */
  async deliver(
    entry: Entry,
    sentBy: Sender,
    part: Partial<Message> & { content: string },
    refuseWith = this.settings.fail_code,
  ): Promise<Message> {
    const message = this.add(entry, { direction: 'outbound', sent_by: sentBy, ...part });
    await pause(this.settings.graph_delay_ms);
    if (refuseWith !== null) {
      message.error = {
        code: refuseWith,
        title: 'Message undeliverable',
        detail: null,
        advice: 'The number may not be on WhatsApp. Check it with the customer, then send again.',
      };
      this.progress(entry, message, 'failed');
      return message;
    }
    this.progress(entry, message, 'sent');
    void pause(500).then(() => this.progress(entry, message, 'delivered'));
    void pause(500 + this.settings.read_after_ms).then(() => this.progress(entry, message, 'read'));
    return message;
  }

  /** The customer writes; the assistant answers once, after the burst. */
  customerWrites(entry: Entry, type: string, texts: readonly string[]): void {
    for (const content of texts) this.add(entry, { direction: 'inbound', type, content });
    clearTimeout(entry.timer);
    if (entry.conversation.takeover) return;
    entry.timer = setTimeout(() => {
      this.answering(entry, true);
      setTimeout(() => {
        this.answering(entry, false);
        if (!entry.conversation.takeover) {
          void this.deliver(entry, 'assistant', {
            content: `You wrote: “${texts.at(-1) ?? ''}”. We are open from 9:00 to 18:30.`,
          });
        }
      }, this.settings.model_delay_ms);
    }, 700);
  }

  private answering(entry: Entry, on: boolean): void {
    entry.conversation.answering = on;
    entry.typing = on;
    if (on) {
      for (const message of entry.messages) {
        if (message.direction === 'inbound') message.statuses = { ...message.statuses, read: this.iso() };
      }
    }
    this.touch(entry.conversation.id);
  }
}

export const pause = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms));
