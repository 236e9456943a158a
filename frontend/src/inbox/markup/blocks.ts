/**
 * A message as WhatsApp shows it: paragraphs, lists, quotes and blocks of code, with the marks within their lines.
 * Nothing inside of code is read. The source: WhatsApp's help page “How to format your messages”, faq.whatsapp.com/539178204879377.
 */
import { type Inline, inlineOf } from './inline';

export type Block =
  | { kind: 'text'; of: Inline[] }
  | { kind: 'quote'; of: Inline[] }
  | { kind: 'bullets'; items: Inline[][] }
  | { kind: 'numbers'; items: { value: number; of: Inline[] }[] }
  | { kind: 'code'; text: string };

const FENCE = '```';
const BULLET = /^[-*] (?=\s*\S)/;
const NUMBER = /^(\d{1,9})\. (?=\s*\S)/;
const QUOTE = /^> (?=\s*\S)/;

export function blocksOf(content: string): Block[] {
  const blocks: Block[] = [];
  let done = 0;
  let start = content.indexOf(FENCE);
  while (start !== -1) {
    const end = content.indexOf(FENCE, start + FENCE.length);
    if (end === -1) break;
    const code = content.slice(start + FENCE.length, end);
    const next = end + FENCE.length;
    // Code within one line is a part of that line.
    if (code.includes('\n') && code.trim() !== '') {
      addLines(blocks, between(content, done, start));
      blocks.push({ kind: 'code', text: code.replace(/^\n|\n$/g, '') });
      done = next;
    }
    start = content.indexOf(FENCE, next);
  }
  addLines(blocks, between(content, done, content.length));
  return blocks;
}

/** The text around a block of code, without the ends of lines that the block itself makes. */
function between(content: string, from: number, to: number): string {
  const text = content.slice(from, to);
  const start = from > 0 && text.startsWith('\n') ? 1 : 0;
  const end = to < content.length && text.length > start && text.endsWith('\n') ? text.length - 1 : text.length;
  return text.slice(start, end);
}

function addLines(blocks: Block[], text: string): void {
  if (text === '') return;
  for (const [index, line] of text.split('\n').entries()) addLine(blocks, line, index === 0);
}

/** `isFirst`: nothing of the same text stands before it, so it does not continue the block before. */
function addLine(blocks: Block[], line: string, isFirst: boolean): void {
  const last = isFirst ? undefined : blocks.at(-1);
  const number = NUMBER.exec(line);
  const bullet = BULLET.exec(line);
  const quote = QUOTE.exec(line);
  if (number) {
    const item = { value: Number(number[1]), of: inlineOf(line.slice(number[0].length)) };
    if (last?.kind === 'numbers') last.items.push(item);
    else blocks.push({ kind: 'numbers', items: [item] });
  } else if (bullet) {
    const item = inlineOf(line.slice(bullet[0].length));
    if (last?.kind === 'bullets') last.items.push(item);
    else blocks.push({ kind: 'bullets', items: [item] });
  } else {
    const kind = quote ? 'quote' : 'text';
    const of = inlineOf(quote ? line.slice(quote[0].length) : line);
    if (last?.kind === kind) last.of.push('\n', ...of);
    else blocks.push({ kind, of });
  }
}
