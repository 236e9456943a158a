/**
 * Texts that wait to be sent, in the browser's storage: through reloads, and for every tab of the same person. Each has an entry
 * of its own, so that no tab writes over another one's, and none is left of a text that was sent.
 */
import type { ListedStorage } from '../../ui/storage';
import type { Outgoing } from '../contract';

const PREFIX = 'relais.outbox.';
/** The server knows an idempotency key for two days. After one, nothing is sent without the person. */
export const MOST_AGE_MS = 24 * 3_600_000;

export interface Waiting {
  /** The idempotency key: the same for every attempt. */
  key: string;
  conversationId: string;
  outgoing: Outgoing;
  /** What its bubble shows. */
  content: string;
  /** By the server's clock. */
  startedAt: string;
  /** By this browser's. */
  since: number;
  /** Ids of the messages that were there before and look like it. */
  known: string[];
  /** Its place among all that wait. */
  order: number;
}

/** Whether the storage's entry is one of these. */
export function isEntry(name: string): boolean {
  return name.startsWith(PREFIX);
}

export class OutboxStore {
  private readonly storage: ListedStorage;
  private readonly owner: string;
  /** What the storage does not take: it lasts as long as the page. */
  private readonly unkept = new Map<string, Waiting>();

  /** `owner` is empty for an admin token, which names nobody. What others left is never shown, and removed after a day. */
  constructor(storage: ListedStorage, owner: string, now: number) {
    this.storage = storage;
    this.owner = owner;
    for (const name of this.names()) {
      const entry = parsed(storage.read(name));
      if (entry === null || (entry.owner !== owner && now - entry.item.since > MOST_AGE_MS)) storage.write(name, null);
    }
  }

  /** Oldest first. */
  all(): Waiting[] {
    const kept = this.names().flatMap((name) => {
      const entry = parsed(this.storage.read(name));
      return entry?.owner === this.owner ? [entry.item] : [];
    });
    return [...kept, ...this.unkept.values()].sort((a, b) => a.order - b.order);
  }

  add(part: Omit<Waiting, 'order'>): void {
    const item = { ...part, order: (this.all().at(-1)?.order ?? 0) + 1 };
    const text = this.entryOf(item);
    this.storage.write(PREFIX + item.key, text);
    if (this.storage.read(PREFIX + item.key) !== text) this.unkept.set(item.key, item);
  }

  /** The message is the record of `item`, and so of none of the equal texts that wait after it. */
  learn({ key, conversationId, content }: Waiting, messageId: string): void {
    for (const each of this.all()) {
      const equal = each.key !== key && each.conversationId === conversationId && each.content === content;
      if (!equal) continue;
      const item = { ...each, known: [...each.known, messageId] };
      // A full storage keeps the entry as it was.
      if (this.unkept.has(item.key)) this.unkept.set(item.key, item);
      else this.storage.write(PREFIX + item.key, this.entryOf(item));
    }
  }

  remove(key: string): void {
    this.unkept.delete(key);
    this.storage.write(PREFIX + key, null);
  }

  clear(): void {
    for (const { key } of this.all()) this.remove(key);
  }

  private entryOf(item: Waiting): string {
    return JSON.stringify({ owner: this.owner, item });
  }

  private names(): string[] {
    return this.storage.keys().filter(isEntry);
  }
}

function parsed(stored: string | null): { owner: string; item: Waiting } | null {
  try {
    const { owner, item } = JSON.parse(stored ?? '') as { owner: string; item: Waiting };
    const whole = typeof item.key === 'string' && typeof item.conversationId === 'string' && 'message' in item.outgoing;
    return whole && typeof item.since === 'number' && Array.isArray(item.known) ? { owner, item } : null;
  } catch {
    return null;
  }
}
