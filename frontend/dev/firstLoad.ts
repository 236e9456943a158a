/** The build fails when the inbox's first load is more script than a slow phone should wait for. */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

/** Compressed: the page's own chunks, and the largest language beside English. */
const MOST_BYTES = 100_000;

export function firstLoad(): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === 'chunk');
      const entry = chunks.find(({ isEntry, name }) => isEntry && name === 'index');
      if (!entry) return this.error('There is no inbox in the build.');
      const languages = chunks.filter(({ facadeModuleId }) => /\/src\/text\/\w+\.ts$/.test(facadeModuleId ?? ''));
      const bytes = sizeOf(withImports(entry, chunks)) + Math.max(...languages.map((each) => sizeOf([each])));
      if (bytes > MOST_BYTES)
        this.error(`The inbox's first load is ${bytes} bytes of script, at most ${MOST_BYTES} are allowed.`);
      this.info(`the inbox's first load is ${bytes} bytes of script, compressed`);
    },
  };
}

function sizeOf(chunks: readonly Rollup.OutputChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
}

/** The chunk and all that it imports at once. */
function withImports(entry: Rollup.OutputChunk, all: readonly Rollup.OutputChunk[]): Rollup.OutputChunk[] {
  const found = new Set([entry]);
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const imported = all.find(({ fileName }) => fileName === name);
      if (imported) found.add(imported);
    }
  }
  return [...found];
}
