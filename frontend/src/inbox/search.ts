/**
 * What the search finds, by the rules of the server (shared/core/src/find.rs, shared/api/src/conversations/search): a conversation that changes
 * is added to the list that the server searched.
 */
import type { Conversation } from './contract';

type Searched = Pick<Conversation, 'name' | 'username' | 'phone_number'> & { user_id?: string | null };

/** Marks that are not shown: of direction, of joining and of variation, the soft hyphen, the byte order mark. */
const INVISIBLE = new RegExp(
  '[\\u00ad\\u034f\\u061c\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff'
    + '\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}]',
  'gu',
);

const BLANK = '\\s\\u0085\\u115f\\u1160\\u2800\\u3164\\uffa0';

/** Hyphens, dashes and minus signs of every kind. */
const HYPHEN =
  '\\-\\u02d7\\u058a\\u05be\\u1400\\u1806\\u2010-\\u2015\\u2043\\u207b\\u208b\\u2212\\u2500\\u2796\\u2e17\\u2e1a\\u2e3a\\u2e3b\\u2e40\\u2e5d\\u301c\\u3030\\u30a0\\u30fc\\ufe31\\ufe32\\ufe58\\ufe63\\uff0d\\uff70\\u{10ead}';

/** The accents and points of Latin, Greek, Cyrillic, Hebrew and Arabic letters. */
const ACCENTS = new RegExp(
  '[\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640'
    + '\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]',
  'gu',
);

const GAPS = new RegExp(`[${BLANK}${HYPHEN}]+`, 'gu');

/** Signs that people put between digits. */
const SEPARATORS = new RegExp(`[${BLANK}${HYPHEN}./\\\\_~·•‧∙⋅・․。．／∕⁄～\\u20e3]+`, 'gu');

/** Letters that have no accent to remove, as they are written without them. Curly quotation marks are straight. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ĸ: 'k',
  ς: 'σ',
  '’': "'",
  '‘': "'",
  ʼ: "'",
  ʻ: "'",
  '′': "'",
  '`': "'",
  '´': "'",
};

const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** Scripts without spaces: a word may begin at each sign, in Korean at each syllable. */
const NO_SPACES = /[\u3041-\u30ff\u3400-\u9fff\u1100-\u1112\u{20000}-\u{3ffff}]/u;

const MOST_WORDS = 8;
const LONGEST_WORD = 32;

export function matchesQuery({ name, username, phone_number, user_id }: Searched, query: string): boolean {
  if (query.trim() === '') return true;
  const number = (phone_number ?? '').replace(/\D/g, '');
  const numbers = number === '' ? [] : [number, number.slice(countryCode(number))];
  if (beginningsOfNumber(query).some((digits) => numbers.some((each) => each.startsWith(digits)))) return true;
  const wanted = wordsOf(query);
  if (user_id != null && folded(user_id) === folded(query)) return true;
  const known = [...[name, username].flatMap((text) => wordsOf(text ?? '').flatMap(startsOf)), ...numbers];
  return wanted.length > 0 && wanted.every((word) => known.some((each) => each.startsWith(word)));
}

/** The words of a name, or of what somebody searches for. */
function wordsOf(text: string): string[] {
  const words = folded(text)
    .split(/[^\p{Alphabetic}\p{N}]+/u)
    .filter((word) => word !== '');
  return words.slice(0, MOST_WORDS).map((word) => [...word].slice(0, LONGEST_WORD).join(''));
}

function startsOf(word: string): string[] {
  const signs = [...word];
  return signs.flatMap((sign, at) => (at === 0 || NO_SPACES.test(sign) ? [signs.slice(at).join('')] : []));
}

/** The digits of the country code with which a number begins. No code begins another one (ITU). */
function countryCode(number: string): number {
  if (/^[17]/.test(number)) return 1;
  return /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/.test(number) ? 2 : 3;
}

/** A text without case, accents and what the eye does not see. Hyphens are spaces, digits of every script are ASCII. */
export function folded(text: string): string {
  return asciiDigits(text.replace(INVISIBLE, '').toLowerCase().normalize('NFKD').replace(ACCENTS, ''))
    .replace(GAPS, ' ')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
    .toLowerCase()
    .trim();
}

/** How a stored number begins, with its country code or without, if it is typed like this; none if it is no number. */
function beginningsOfNumber(text: string): string[] {
  const signs = asciiDigits(
    text
      .replace(INVISIBLE, '')
      .trim()
      .replace(/^(tel|whatsapp):/i, ''),
  )
    .replace(SEPARATORS, '')
    .replace(/[\u207a\u2795\ufb29\ufe62\uff0b]/g, '+')
    .replace(/[[（［﹙⁽]/g, '(')
    .replace(/[\]）］﹚⁾]/g, ')');
  if (!/^\(*\+?[\d()]*$/.test(signs) || !/\d/.test(signs)) return [];
  const plain = (part: string) => part.replace(/\D/g, '');
  // The 0 of `+33 (0)6` is dialled inside the country only.
  const [before = '', after] = signs.split(/\(0\)(.*)/s);
  const bracketed = after !== undefined && plain(before) !== '';
  const dialled = bracketed ? plain(before + after) : plain(signs);
  const digits = dialled.replace(/^0+/, '');
  const parts = [digits];
  if (signs.includes('+') || dialled.startsWith('00')) {
    for (const code of [1, 2, 3]) {
      if (digits[code] === '0') parts.push(digits.slice(0, code) + digits.slice(code + 1));
    }
  } else if (dialled.startsWith('0')) parts.push(dialled);
  // Italy and others keep it.
  if (bracketed) parts.push(plain(signs).replace(/^0+/, ''));
  return parts.filter((part) => part !== '');
}

/** Unicode's decimal digits stand in tens, each from 0 to 9. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code < 128) return digit;
    let before = 0;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(code - before - 1))) before += 1;
    return String(before % 10);
  });
}
