/** Reads files one after the other, so that their texts stand in the order in which they were chosen. */
import { useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../inbox/problem';
import type { ReadFile } from './contract';
import { useEditor } from './Editor';
import { readPatiently, refusalOf, withFile } from './factFiles';

export interface FactFile {
  key: number;
  file: File;
  outcome:
    | { kind: 'reading' }
    | { kind: 'added'; characters: number; cut: boolean }
    /** It says nothing that could be read. */
    | { kind: 'empty' }
    | { kind: 'type' }
    | { kind: 'size' }
    /** With it, the facts would be too long by so many bytes. */
    | { kind: 'over'; over: number }
    | { kind: 'failed'; problem: Problem };
}

export interface FactFiles {
  files: readonly FactFile[];
  add(files: readonly File[]): void;
  /** Reads it again. */
  retry(file: FactFile): void;
  dismiss(key: number): void;
}

export function useFactFiles(read: (file: File) => Promise<ReadFile>): FactFiles {
  const { edit } = useEditor();
  const [files, setFiles] = useState<readonly FactFile[]>([]);
  const last = useRef<Promise<void>>(Promise.resolve());
  const nextKey = useRef(0);
  // The form may have changed while the file was read.
  const latestEdit = useRef(edit);
  latestEdit.current = edit;

  const settle = (key: number, outcome: FactFile['outcome']) =>
    setFiles((now) => now.map((each) => (each.key === key ? { ...each, outcome } : each)));
  const append = (name: string, { markdown, characters, cut }: ReadFile): FactFile['outcome'] => {
    if (markdown.trim() === '') return { kind: 'empty' };
    let over = 0;
    latestEdit.current('facts', ({ facts }) => {
      const next = withFile(facts, name, markdown);
      over = next.over;
      return over > 0 ? {} : { facts: next.facts };
    });
    return over > 0 ? { kind: 'over', over } : { kind: 'added', characters, cut };
  };
  const begin = ({ key, file }: FactFile) => {
    last.current = last.current.then(async () => {
      try {
        settle(key, append(file.name, await readPatiently(() => read(file))));
      } catch (error) {
        settle(key, { kind: 'failed', problem: asProblem(error) });
      }
    });
  };
  return {
    files,
    add(chosen) {
      const added = chosen.map((file): FactFile => {
        nextKey.current += 1;
        return { key: nextKey.current, file, outcome: { kind: refusalOf(file) ?? 'reading' } };
      });
      setFiles((now) => [...now, ...added]);
      for (const each of added) if (each.outcome.kind === 'reading') begin(each);
    },
    retry(file) {
      settle(file.key, { kind: 'reading' });
      begin(file);
    },
    dismiss: (key) => setFiles((now) => now.filter((each) => each.key !== key)),
  };
}
