import type { ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';
import { firstLoad } from './dev/firstLoad.ts';
import { mock } from './dev/mock.ts';
import { serviceWorker } from './dev/serviceWorker.ts';

// The built pages are looked at under the policy they must work with. The mock's user pool is another origin.
const connect = process.env.SIGN_IN === 'cognito' ? "connect-src 'self' http://127.0.0.1:*; " : '';
const files =
  "script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self' blob:; ";
const policy = `default-src 'self'; ${connect}${files}object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types relais-sw`;

// `RELAIS_URL=http://localhost:3000 npm run dev` works against a running server instead of the mock.
const server = process.env.RELAIS_URL;
const proxy: Record<string, ProxyOptions> = server
  ? { '/api': { target: server }, '/phone/api': { target: server } }
  : {};

export default defineConfig({
  appType: 'mpa',
  plugins: [mock({ answer: !server }), firstLoad(), serviceWorker()],
  server: { proxy },
  preview: {
    proxy,
    headers: { 'Content-Security-Policy': policy },
  },
  // The tests that speak another language than English find it loaded, as a page does.
  test: { setupFiles: ['dev/languages.ts'] },
  build: {
    target: 'es2022',
    // Nothing inline: the pages run under a Content-Security-Policy without 'unsafe-inline' and without data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: 'index.html', phone: 'phone.html', sw: 'src/push/sw.ts' },
      // The service worker's address must not change, and it must be at the root to be the inbox's.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
