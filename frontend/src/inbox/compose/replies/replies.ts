/**
 * Quick replies: texts that are written often, each with a short name. They are kept in this browser, because the server has no
 * place for them, and hold no customer's data.
 */
import type { KeyValueStorage } from '../../../ui/storage';
import { plainName } from '../../names';

const STORAGE_KEY = 'relais.replies';
export const MOST_NAME = 30;

export interface QuickReply {
  /** Without the slash and without spaces. */
  name: string;
  text: string;
}

/** What `{{…}}` in a reply stands for; empty where it is not known. */
export interface ReplyValues {
  name: string;
  first_name: string;
  number: string;
}

/** By name. */
export function readReplies(storage: KeyValueStorage): QuickReply[] {
  try {
    const kept: unknown = JSON.parse(storage.read(STORAGE_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isReply).sort((a, b) => a.name.localeCompare(b.name)) : [];
  } catch {
    return [];
  }
}

export function writeReplies(storage: KeyValueStorage, replies: readonly QuickReply[]): void {
  storage.write(STORAGE_KEY, replies.length === 0 ? null : JSON.stringify(replies));
}

/** With this one added, in the place of `former` and of any of the same name. */
export function saved(replies: readonly QuickReply[], reply: QuickReply, former: string | null): QuickReply[] {
  return [...replies.filter(({ name }) => name !== reply.name && name !== former), reply];
}

/** A name as it can be typed after the slash. */
export function asName(typed: string): string {
  return typed.trim().replace(/^\/+/, '').replace(/\s+/g, '-').slice(0, MOST_NAME);
}

/** What is typed after a slash that begins the text; null where there is none. */
export function askedFor(text: string): string | null {
  return /^\/(\S*)$/.exec(text)?.[1] ?? null;
}

/** Those whose name begins so first, then those that contain it. */
export function matching(replies: readonly QuickReply[], asked: string): QuickReply[] {
  const wanted = asked.toLowerCase();
  const begins = ({ name }: QuickReply) => name.toLowerCase().startsWith(wanted);
  const contains = ({ name, text }: QuickReply) => `${name}\n${text}`.toLowerCase().includes(wanted);
  return [...replies.filter(begins), ...replies.filter((each) => !begins(each) && contains(each))];
}

/** The text with its placeholders filled in. One whose value is not known goes with the space before it. */
export function filledReply(text: string, values: ReplyValues): string {
  return text.replace(/( ?)\{\{ *(\w+) *\}\}/g, (whole, space: string, name: string) => {
    if (!(name in values)) return whole;
    const value = values[name as keyof ReplyValues];
    return value === '' ? '' : space + value;
  });
}

export function valuesOf(customer: { name: string | null; phone_number: string | null } | null): ReplyValues {
  const name = plainName(customer?.name ?? null);
  return { name, first_name: name.split(/\s+/)[0] ?? '', number: customer?.phone_number ?? '' };
}

function isReply(value: unknown): value is QuickReply {
  const { name, text } = (value ?? {}) as Partial<QuickReply>;
  return typeof name === 'string' && typeof text === 'string' && name !== '';
}
