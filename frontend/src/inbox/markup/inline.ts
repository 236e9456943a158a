/** The marks within a line: `*bold*`, `_italic_`, `~struck~`, `` `code` `` and addresses. */
import type { Link } from './links';
import { type MarkSign, type Token, tokensOf } from './tokens';

export type Mark = 'bold' | 'italic' | 'struck';

export type Inline = string | { mark: Mark; of: Inline[] } | { code: string } | { link: Link };

const MARKS: Readonly<Record<MarkSign, Mark>> = { '*': 'bold', _: 'italic', '~': 'struck' };

/** What an open mark has gathered so far; the lowest one is the line itself. */
interface Level {
  sign: MarkSign | null;
  of: Inline[];
}

/** Each character is looked at a fixed number of times: no message takes long. */
export function inlineOf(line: string): Inline[] {
  const levels: Level[] = [{ sign: null, of: [] }];
  for (const token of tokensOf(line)) read(levels, token);
  while (levels.length > 1) unmark(levels);
  return levels[0]?.of ?? [];
}

function read(levels: Level[], token: Token): void {
  if (token.kind === 'text') put(levels, token.text);
  else if (token.kind === 'code') put(levels, { code: token.text });
  else if (token.kind === 'link') put(levels, { link: token.link });
  else readSign(levels, token);
}

function readSign(levels: Level[], { sign, opens, closes }: Token & { kind: 'sign' }): void {
  const at = levels.findIndex((level) => level.sign === sign);
  const isEmpty = at === levels.length - 1 && levels[at]?.of.length === 0;
  if (at !== -1 && closes && !isEmpty) {
    // A mark that was opened inside and not closed is a character.
    while (levels.length - 1 > at) unmark(levels);
    const of = levels.pop()?.of ?? [];
    put(levels, { mark: MARKS[sign], of });
  } else if (opens && (at === -1 || isEmpty)) {
    if (isEmpty) unmark(levels);
    levels.push({ sign, of: [] });
  } else {
    put(levels, sign);
  }
}

/** The innermost mark is a character after all. */
function unmark(levels: Level[]): void {
  const level = levels.pop();
  if (level?.sign == null) return;
  put(levels, level.sign);
  for (const each of level.of) put(levels, each);
}

/** Texts in a row become one. */
function put(levels: Level[], part: Inline): void {
  const of = levels.at(-1)?.of;
  const last = of?.at(-1);
  if (of && typeof last === 'string' && typeof part === 'string') of[of.length - 1] = last + part;
  else of?.push(part);
}
