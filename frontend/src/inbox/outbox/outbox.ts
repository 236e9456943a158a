/**
 * Texts on their way to the server. Each is kept until the server has it or has refused it, and is sent under one idempotency key
 * however often it is tried: without a network it waits, also through a reload. Those of one conversation go in their order, one
 * at a time, from one tab.
 */
import type { Message, Outgoing, Sent } from '../contract';
import { asProblem, Problem } from '../problem';
import type { SendResult } from '../useSending';
import type { Lock } from './lock';
import { MOST_AGE_MS, type OutboxStore, type Waiting } from './store';

const FIRST_RETRY_MS = 2_000;
const SLOWEST_RETRY_MS = 30_000;

export interface OutboxEvents {
  sent(item: Waiting, sent: Sent): void;
  /** WhatsApp refused it; the server has stored it with the reason. */
  refused(item: Waiting, message: Message): void;
  /** The server takes the first of them not, and so they are all the person's again. Oldest first, of one conversation. */
  returned(items: readonly Waiting[], problem: Problem): void;
}

interface Options {
  store: OutboxStore;
  lock: Lock;
  /** One attempt. */
  send(conversationId: string, outgoing: Outgoing, key: string): Promise<Sent>;
  online(): boolean;
  now(): number;
}

/** The code of the problem of what has waited for more than a day. */
export const TOO_OLD = 'waited_too_long';

export class Outbox {
  private readonly options: Options;
  private events: OutboxEvents | null = null;
  private readonly listeners = new Set<() => void>();
  /** Conversations that are being worked on. */
  private readonly running = new Set<string>();
  /** Failed attempts in a row, by conversation. */
  private readonly failures = new Map<string, number>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly results = new Map<string, (result: SendResult) => void>();

  constructor(options: Options) {
    this.options = options;
  }

  start(events: OutboxEvents): void {
    this.events = events;
    this.resume();
  }

  /** What waits stays in the storage. */
  stop(): void {
    this.events = null;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Oldest first. */
  all(): Waiting[] {
    return this.options.store.all();
  }

  of(conversationId: string): Waiting[] {
    return this.all().filter((item) => item.conversationId === conversationId);
  }

  /** Whether it waits for the network. */
  isStalled(conversationId: string): boolean {
    // Another tab may have sent it meanwhile.
    return this.failures.has(conversationId) && this.of(conversationId).length > 0;
  }

  /** Resolves when it is known what became of it. */
  add(item: Omit<Waiting, 'order' | 'since'>): Promise<SendResult> {
    this.options.store.add({ ...item, since: this.options.now() });
    const result = new Promise<SendResult>((resolve) => this.results.set(item.key, resolve));
    this.changed();
    void this.deliver(item.conversationId);
    return result;
  }

  /** Tries everything again now: the network is back. */
  resume(): void {
    for (const id of new Set(this.all().map(({ conversationId }) => conversationId))) void this.deliver(id);
  }

  /** Not to be sent. Null when it is being sent just now, by this tab or another one. */
  async takeBack(key: string): Promise<Waiting | null> {
    const item = this.all().find((each) => each.key === key);
    if (!item) return null;
    let taken: Waiting | null = null;
    await this.options.lock.ifFree(lockName(item.conversationId), () => {
      if (this.running.has(item.conversationId)) return;
      taken = item;
      this.done(item, 'unsent');
    });
    return taken;
  }

  clear(): void {
    this.options.store.clear();
    this.changed();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Another tab has changed what waits. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }

  private async deliver(id: string): Promise<void> {
    if (this.running.has(id)) return;
    if (!this.options.online()) return this.stall(id);
    this.running.add(id);
    clearTimeout(this.timers.get(id));
    try {
      await this.options.lock.hold(lockName(id), async () => {
        let next = this.of(id)[0];
        while (next && this.events && (await this.attempt(next))) next = this.of(id)[0];
        if (!next) this.failures.delete(id);
      });
    } finally {
      this.running.delete(id);
    }
  }

  /** Whether the next one can be tried. */
  private async attempt(item: Waiting): Promise<boolean> {
    const { conversationId, outgoing, key, since } = item;
    if (this.options.now() - since > MOST_AGE_MS) return this.give(item, new Problem(0, TOO_OLD, '', null));
    try {
      const sent = await this.options.send(conversationId, outgoing, key);
      this.options.store.learn(item, sent.message.id);
      this.done(item, 'sent', () => this.events?.sent(item, sent));
      return true;
    } catch (error) {
      const problem = asProblem(error);
      // The person has to sign in again: it waits until then.
      if (problem.status === 401) return false;
      if (problem.outcomeUnknown) {
        this.stall(conversationId);
        return false;
      }
      const refused = problem.failedMessage;
      if (refused === null) return this.give(item, problem);
      this.options.store.learn(item, refused.id);
      this.done(item, 'refused', () => this.events?.refused(item, refused));
      return true;
    }
  }

  private stall(id: string): void {
    const failures = this.failures.get(id) ?? 0;
    this.failures.set(id, failures + 1);
    clearTimeout(this.timers.get(id));
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** failures, SLOWEST_RETRY_MS);
    if (this.events)
      this.timers.set(
        id,
        setTimeout(() => void this.deliver(id), waitMs),
      );
    this.changed();
  }

  private give({ conversationId }: Waiting, problem: Problem): false {
    // Nobody is there to take it: it stays, and the next page learns the same.
    if (!this.events) return false;
    const items = this.of(conversationId);
    for (const each of items) this.done(each, 'unsent');
    this.events.returned(items, problem);
    return false;
  }

  /** `tell` comes before its bubble goes, so that the message never misses in between. */
  private done(item: Waiting, result: SendResult, tell?: () => void): void {
    const { conversationId } = item;
    this.options.store.remove(item.key);
    // One that was taken back leaves the others waiting.
    if (result !== 'unsent' || this.of(conversationId).length === 0) this.failures.delete(conversationId);
    tell?.();
    this.results.get(item.key)?.(result);
    this.results.delete(item.key);
    this.changed();
  }
}

function lockName(conversationId: string): string {
  return `relais.outbox.${conversationId}`;
}
