/** Files that become part of the facts: which are taken, and how their text is added. */
import { bytesOf } from './checks';
import { MOST_FACT_BYTES } from './contract';

/** For the field of the browser. */
export const FACT_TYPES = '.pdf,.docx,.csv,.txt,.md';

/** What the server can make of a file. */
export interface ReadFile {
  markdown: string;
  characters: number;
  /** The file says more than was taken. */
  cut: boolean;
}

export function isFactFile(name: string): boolean {
  return /\.(pdf|docx|csv|txt|md)$/i.test(name);
}

/** The facts with the text of the file, under a heading with its name. `over` is by how many bytes that is too long. */
export function withFile(facts: string, name: string, markdown: string): { facts: string; over: number } {
  const before = facts.trimEnd();
  const heading = name.replace(/\s+/g, ' ').trim();
  const all = `${before}${before === '' ? '' : '\n\n'}# ${heading}\n\n${markdown.trim()}\n`;
  return { facts: all, over: Math.max(0, bytesOf(all) - MOST_FACT_BYTES) };
}
