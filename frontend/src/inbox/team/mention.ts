/** Mentioning a colleague: `@` and the name, which has no space. */

/** The most names that are offered. */
const MOST = 5;

/** The beginning of a mention that ends at the caret; null where there is none. */
function begun(text: string, caret: number): string | null {
  return /(?:^|\s)@(\S*)$/.exec(text.slice(0, caret))?.[1] ?? null;
}

/** The names that what is typed may become. */
export function mentionAt(text: string, caret: number, names: readonly string[]): string[] {
  const start = begun(text, caret)?.toLocaleLowerCase();
  if (start === undefined) return [];
  const fits = (name: string) => name.toLocaleLowerCase().startsWith(start) && name.toLocaleLowerCase() !== start;
  return names.filter((name) => !/\s/.test(name) && fits(name)).slice(0, MOST);
}

/** The text with this name at the caret. */
export function mentioned(text: string, caret: number, name: string): string {
  const start = begun(text, caret) ?? '';
  const before = text.slice(0, caret - start.length);
  const after = text.slice(caret);
  return `${before}${name}${/^\s/.test(after) ? '' : ' '}${after}`;
}
