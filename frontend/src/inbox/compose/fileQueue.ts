/**
 * The files of every conversation that wait to be sent. They are uploaded as soon as they are added, two at a time, also
 * while another conversation is open. They do not outlive the page.
 */
import { uuid } from '../../ui/uuid';
import type { Api } from '../api';
import { kindOfFile } from '../media/kinds';
import { asProblem } from '../problem';
import { type QueuedFile, queued, refusalOf } from './files';
import { converted, isPicture, moves, type NamedBlob } from './picture';
import { type UploadOptions, upload } from './upload';

const AT_ONCE = 2;

type Uploads = Pick<Api, 'newMedia' | 'cancelMedia'>;
type Put = (options: UploadOptions) => Promise<void>;
type Convert = (file: NamedBlob, mimeType: string) => Promise<NamedBlob>;

const NONE: readonly QueuedFile[] = [];

/** What becomes of a picture that this browser cannot read: one that is too large for a photo goes as a document. */
function unread(mimeType: string, size: number): Partial<QueuedFile> {
  const kind = kindOfFile(mimeType, size);
  return kind === 'document' ? { kind } : { state: 'refused', refusal: 'unreadable' };
}

/** What becomes of a file whose picture could be read. */
async function pictureOf(file: NamedBlob, made: NamedBlob, mimeType: string): Promise<Partial<QueuedFile>> {
  if (made === file) return { kind: kindOfFile(mimeType, file.size) };
  const kind = kindOfFile(made.type, made.size);
  const refusal = refusalOf(kind, made.size);
  if (refusal !== null) return { state: 'refused', refusal, kind };
  return { file: made, name: made.name, mimeType: made.type, kind, stilled: await moves(file) };
}

export class FileQueue {
  private readonly lists = new Map<string, readonly QueuedFile[]>();
  /** Where the files of a conversation are since it was joined into another one. */
  private readonly joined = new Map<string, string>();
  private readonly listeners = new Set<() => void>();
  /** Of the uploads under way, by the key of the file. */
  private readonly aborts = new Map<string, AbortController>();
  private readonly api: Uploads;
  private readonly put: Put;
  private readonly convert: Convert;

  constructor(api: Uploads, put: Put = upload, convert: Convert = converted) {
    this.api = api;
    this.put = put;
    this.convert = convert;
  }

  of(conversation: string): readonly QueuedFile[] {
    return this.lists.get(conversation) ?? NONE;
  }

  /** There is a file that would be lost with the page. */
  get waits(): boolean {
    return this.all().length > 0;
  }

  add(conversation: string, files: readonly NamedBlob[], voice = false): void {
    let at = conversation;
    for (let to = this.joined.get(at); to !== undefined; to = this.joined.get(at)) at = to;
    const added = files.map((file) => queued(uuid(), file, voice));
    this.lists.set(at, [...this.of(at), ...added]);
    this.changed();
    this.next();
  }

  change(key: string, part: Partial<Pick<QueuedFile, 'caption' | 'sending'>>): void {
    this.edit(key, (now) => ({ ...now, ...part }));
  }

  /** Takes the file back, also from the server. */
  remove(key: string): void {
    const id = this.find(key)?.id ?? null;
    this.edit(key, () => null);
    this.aborts.get(key)?.abort();
    this.cancel(id);
  }

  /** The file of this upload is part of a message now. */
  sent(id: string): void {
    for (const { key } of this.all().filter((each) => each.id === id)) this.edit(key, () => null);
  }

  retry(key: string): void {
    this.edit(key, (now) => ({ ...now, state: 'waiting', problem: null }));
    this.next();
  }

  /** The file once its upload has ended, well or not. Undefined if it was removed. */
  settled(key: string): Promise<QueuedFile | undefined> {
    return new Promise((resolve) => {
      const look = () => {
        const file = this.find(key);
        if (file && (file.state === 'waiting' || file.state === 'uploading')) return;
        this.listeners.delete(look);
        resolve(file);
      };
      this.listeners.add(look);
      look();
    });
  }

  /** Calls back after each change; returns what ends that. */
  subscribe(onChange: () => void): () => void {
    this.listeners.add(onChange);
    return () => void this.listeners.delete(onChange);
  }

  /** The conversation was joined into another one. A recording of it may still end. */
  move(from: string, to: string): void {
    if (from === to) return;
    this.joined.set(from, to);
    this.joined.delete(to);
    if (this.of(from).length === 0) return;
    this.lists.set(to, [...this.of(to), ...this.of(from)]);
    this.lists.delete(from);
    this.changed();
  }

  private all(): QueuedFile[] {
    return [...this.lists.values()].flat();
  }

  private find(key: string): QueuedFile | undefined {
    return this.all().find((each) => each.key === key);
  }

  private edit(key: string, change: (file: QueuedFile) => QueuedFile | null): void {
    for (const [conversation, files] of this.lists) {
      if (!files.some((each) => each.key === key)) continue;
      const edited = files.flatMap((each) => (each.key === key ? (change(each) ?? []) : each));
      this.lists.set(conversation, edited);
      this.changed();
    }
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private next(): void {
    while (this.aborts.size < AT_ONCE) {
      const waiting = this.all().find(({ state }) => state === 'waiting');
      if (!waiting) return;
      void this.run(waiting);
    }
  }

  private async run(waiting: QueuedFile): Promise<void> {
    const { key } = waiting;
    const abort = new AbortController();
    this.aborts.set(key, abort);
    this.edit(key, (now) => ({ ...now, state: 'uploading', progress: 0, problem: null }));
    const ready = await this.prepared(waiting);
    if (ready) await this.upload(ready, abort.signal);
    this.aborts.delete(key);
    this.next();
  }

  /** The file as WhatsApp takes it. Null: it does not. */
  private async prepared({ key, file, mimeType }: QueuedFile): Promise<QueuedFile | null> {
    if (isPicture(mimeType, file.size)) {
      const made = await this.convert(file, mimeType).catch(() => null);
      const part = made === null ? unread(mimeType, file.size) : await pictureOf(file, made, mimeType);
      this.edit(key, (now) => ({ ...now, ...part }));
    }
    const found = this.find(key);
    return found === undefined || found.state === 'refused' ? null : found;
  }

  private async upload({ key, file, name, mimeType }: QueuedFile, signal: AbortSignal): Promise<void> {
    let id: string | null = null;
    try {
      const announced = await this.api.newMedia({ filename: name, mime_type: mimeType, size: file.size });
      id = announced.media.id;
      const onProgress = (progress: number) => this.edit(key, (now) => ({ ...now, progress }));
      await this.put({ target: announced.upload, file, onProgress, signal });
      // It was removed when its last byte was under way.
      if (signal.aborted) this.cancel(id);
      this.edit(key, (now) => ({ ...now, state: 'uploaded', progress: 1, id }));
    } catch (error) {
      // The next attempt begins with an id of its own.
      this.cancel(id);
      this.edit(key, (now) => ({ ...now, state: 'failed', problem: asProblem(error) }));
    }
  }

  /** Best effort: the server drops what was never sent. */
  private cancel(id: string | null): void {
    if (id !== null) void this.api.cancelMedia(id).catch(() => undefined);
  }
}
