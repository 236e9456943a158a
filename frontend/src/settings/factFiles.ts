/** Files that become part of the facts: which are taken, and how their text is added. */
import { asProblem } from '../inbox/problem';
import { bytesOf } from './checks';
import { MOST_FACT_BYTES, type ReadFile } from './contract';

/** For the field of the browser. */
export const FACT_TYPES = '.pdf,.docx,.csv,.txt,.md';

/** The server takes no larger one. */
const MOST_FILE_BYTES = 4 * 1024 * 1024;
/** The server reads one file at a time: it is asked again when it reads somebody else's. */
const BUSY_TRIES = 4;
const BUSY_PAUSE_MS = 1_500;

/** What is wrong with a file before it is read. */
export function refusalOf({ name, size }: Pick<File, 'name' | 'size'>): 'type' | 'size' | null {
  if (!/\.(pdf|docx|csv|txt|md)$/i.test(name)) return 'type';
  return size > MOST_FILE_BYTES ? 'size' : null;
}

export async function readPatiently(
  read: () => Promise<ReadFile>,
  pause = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms)),
): Promise<ReadFile> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status !== 503 || tries === BUSY_TRIES) throw problem;
      await pause(BUSY_PAUSE_MS);
    }
  }
}

/** The facts with the text of the file, under a heading with its name. `over` is by how many bytes that is too long. */
export function withFile(facts: string, name: string, markdown: string): { facts: string; over: number } {
  const before = facts.trimEnd();
  const heading = name.replace(/\s+/g, ' ').trim();
  const all = `${before}${before === '' ? '' : '\n\n'}# ${heading}\n\n${markdown.trim()}\n`;
  return { facts: all, over: Math.max(0, bytesOf(all) - MOST_FACT_BYTES) };
}
