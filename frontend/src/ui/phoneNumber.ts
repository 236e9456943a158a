/** A phone number as people read it. */

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
