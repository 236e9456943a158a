/** The texts of a burst: the lines typed, or three usual ones when nothing was typed. */
import type { PhoneKey } from './text/texts';

export const USUAL: readonly PhoneKey[] = ['burst.1', 'burst.2', 'burst.3'];

export function burstOf(typed: string, usual: readonly string[]): string[] {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 0 ? lines : [...usual];
}
