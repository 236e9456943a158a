/**
 * What the server says in English or French, for the other languages. A problem is known by its code: a title, and what to
 * do. Without the second the server's own detail stands, because it says more. A message that is more than a text is summed
 * up in words: they are known by the English ones.
 */
import type { components } from '../generated/openapi';
import type { Language } from './languages';

type Code = NonNullable<components['schemas']['Problem']['code']>;

export type ProblemTexts = Readonly<Partial<Record<Code, readonly [title: string, detail?: string]>>>;

/** The words of `shared/whatsapp/src/message/summary.rs`. */
export const SUMMARIES = [
  '📷 Photo',
  '🎬 Video',
  '🎵 Audio file',
  '🎤 Voice message',
  '📄 Document',
  '💟 Sticker',
  '📍 Location',
  '👤 Contact',
  'Reacted',
  'Reaction',
  'Took a reaction back',
  '🔘 Choices',
  '📍 Asks for the location',
  '☑️ Choice',
  '📝 Form filled in',
  '🏠 Address',
  '📞 Allows calls',
  '📞 Refuses calls',
  '📞 Missed call',
  '📞 Call',
  '🛒 Order',
  "ℹ️ The customer's number changed",
  "ℹ️ The customer's WhatsApp id changed",
  "ℹ️ The customer's security code changed",
  'ℹ️ Notice from WhatsApp',
  '⚠️ A message that WhatsApp does not pass on: see it on the phone',
  '✏️ Corrected',
  '🚫 Message deleted',
  '👋 Opened the chat',
  'Message of an unknown type',
] as const;

export type SummaryTexts = Readonly<Record<(typeof SUMMARIES)[number], string>>;

interface ServerTexts {
  problems: ProblemTexts;
  summaries: SummaryTexts;
}

const known = new Map<Language, ServerTexts>();

/** Keeps what belongs to a language beside its table, which is returned. */
export function besides<T>(language: Language, table: T, texts: ServerTexts): T {
  known.set(language, texts);
  return table;
}

/** Title and detail of a problem, where the server does not know the language. Null: the server's words stand. */
export function problemText(language: Language, code: string): { title: string; detail: string | null } | null {
  const found = known.get(language)?.problems[code as Code];
  return found ? { title: found[0], detail: found[1] ?? null } : null;
}

/** A message in words, where the server does not know the language: `📷 Photo: the coat` becomes `📷 Foto: the coat`. */
export function summaryText(language: Language, content: string): string {
  const texts = known.get(language)?.summaries;
  if (texts === undefined) return content;
  for (const word of SUMMARIES) {
    const rest = content.slice(word.length);
    // What a customer typed stays, also when it begins like this: only an emoji follows, or a sign stood before.
    const isDetail =
      word === 'Reacted' ? /^ \P{L}+$/u.test(rest) : rest === '' || (/^\P{L}/u.test(word) && rest.startsWith(': '));
    if (content.startsWith(word) && isDetail) return texts[word] + rest;
  }
  return content;
}
