/**
 * What the search finds, by the rules of the server (shared/api/src/conversations/search.rs): a conversation that changes
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

export function matchesQuery(conversation: Searched, query: string): boolean {
  const { name, username, phone_number, user_id } = conversation;
  if (query.trim() === '') return true;
  const wanted = folded(query);
  const has = (text: string | null | undefined) => text != null && wanted !== '' && folded(text).includes(wanted);
  if (has(name) || has(username && `@${username}`)) return true;
  // A user id begins with the letters of a country. These alone are rather the beginning of a name.
  if (wanted.length > 2 && /[.\d]/.test(wanted) && has(user_id)) return true;
  const number = (phone_number ?? '').replace(/\D/g, '');
  return partsOfNumber(query).some((digits) => number.includes(digits));
}

/** A text without case, accents and what the eye does not see. Hyphens are spaces, digits of every script are ASCII. */
export function folded(text: string): string {
  return asciiDigits(text.replace(INVISIBLE, '').toLowerCase().normalize('NFKD').replace(ACCENTS, ''))
    .replace(GAPS, ' ')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
    .toLowerCase()
    .trim();
}

/** What a stored number contains if this is a part of one; none if it is no number. */
export function partsOfNumber(text: string): string[] {
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
  }
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
