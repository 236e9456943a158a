/** The build fails when the service worker needs another file: browsers that do not load modules there would ignore it. */
import type { Plugin } from 'vite';

export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunk = bundle['sw.js'];
      if (chunk?.type !== 'chunk') return this.error('There is no service worker in the build.');
      const others = [...chunk.imports, ...chunk.dynamicImports, ...chunk.exports];
      if (others.length > 0) this.error(`The service worker must stand alone, and has ${others.join(', ')}.`);
    },
  };
}
