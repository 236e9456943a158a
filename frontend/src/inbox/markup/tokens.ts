/** A line of a message, cut into what WhatsApp's marks are made of. */
import { type Link, linkAt } from './links';

export type MarkSign = '*' | '_' | '~';

export type Token =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; link: Link }
  | { kind: 'sign'; sign: MarkSign; opens: boolean; closes: boolean };

/** Where a further token can begin. */
const CANDIDATE = /```|[*_~`]|https?:\/\//gi;
const FENCE = '```';
const WORD = /[\p{L}\p{M}\p{N}]/u;

/** The tokens of one line. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let done = 0;
  const take = (from: number, to: number, token: Token) => {
    if (from > done) tokens.push({ kind: 'text', text: line.slice(done, from) });
    tokens.push(token);
    done = to;
  };
  for (const { index, 0: found } of line.matchAll(CANDIDATE)) {
    if (index < done) continue;
    if (found === '`' || found === FENCE) {
      const code = codeAt(line, index, found);
      if (code !== null) take(index, index + code.length + 2 * found.length, { kind: 'code', text: code });
    } else if (found.length === 1) {
      take(index, index + 1, signAt(line, index, found as MarkSign));
    } else if (!isWord(before(line, index))) {
      const link = linkAt(line, index);
      if (link) take(index, index + link.length, { kind: 'link', link });
    }
  }
  if (done < line.length) tokens.push({ kind: 'text', text: line.slice(done) });
  return tokens;
}

/** A mark stands at the border of a word, and touches what it marks. */
function signAt(line: string, at: number, sign: MarkSign): Token {
  const [left, right] = [before(line, at), after(line, at + 1)];
  return { kind: 'sign', sign, opens: !isWord(left) && isInk(right), closes: isInk(left) && !isWord(right) };
}

/** The code between this sign and the next of its kind; null when there is none. One backtick stands at a word's border. */
function codeAt(line: string, at: number, sign: string): string | null {
  const start = at + sign.length;
  const end = line.indexOf(sign, start);
  const code = line.slice(start, end);
  if (end === -1 || code.trim() === '') return null;
  if (sign === FENCE) return code;
  return isWord(before(line, at)) || isWord(after(line, end + 1)) ? null : code;
}

/** The character that ends before `at`: one of two UTF-16 units in one piece. Empty at the start. */
function before(line: string, at: number): string {
  const two = line.slice(Math.max(0, at - 2), at);
  return [...two].at(-1) ?? '';
}

function after(line: string, at: number): string {
  return [...line.slice(at, at + 2)][0] ?? '';
}

function isWord(char: string): boolean {
  return WORD.test(char);
}

function isInk(char: string): boolean {
  return char.trim() !== '';
}
