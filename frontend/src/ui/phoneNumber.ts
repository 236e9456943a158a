/** A phone number as people read and write it. */

/** Groups of digits by country code, for countries with one usual grouping; other numbers stay in one piece. */
const GROUPS: readonly [code: string, groups: readonly number[]][] = [
  ['+33', [1, 2, 2, 2, 2]],
  ['+32', [3, 2, 2, 2]],
  ['+41', [2, 3, 2, 2]],
  ['+1', [3, 3, 4]],
];

export function readableNumber(number: string): string {
  for (const [code, groups] of GROUPS) {
    let rest = number.slice(code.length);
    if (!number.startsWith(code) || rest.length !== groups.reduce((sum, size) => sum + size, 0)) continue;
    const parts = groups.map((size) => {
      const part = rest.slice(0, size);
      rest = rest.slice(size);
      return part;
    });
    // No-break spaces: a number is never cut at the end of a line.
    return [code, ...parts].join('\u00a0');
  }
  return number;
}

/** `+` and 7 to 15 digits (E.164), from what people type: `+33 (0)6 39 98 00 01`, `0033…`. Null without a country code. */
export function internationalNumber(typed: string): string | null {
  const plain = typed
    .replace('(0)', '')
    .replace(/[\s().\-/\u2010-\u2015]/g, '')
    .replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : null;
}
