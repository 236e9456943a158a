/** The inbox can be installed: its manifest names what is there, in the colours of the page. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('public/manifest.json'));
const surfaces = [...read('src/ui/tokens.css').matchAll(/--surface: (#\w+)/g)].map(([, colour]) => colour);

test('it has what an installation needs', () => {
  expect(manifest).toMatchObject({ name: 'Relais', start_url: '/', display: 'standalone' });
  expect(read('index.html')).toContain('<link rel="manifest" href="/manifest.json" />');
});

test('every icon is there, as large as it says', () => {
  const sizes = manifest.icons.map(({ src, sizes, type }: { src: string; sizes: string; type: string }) => {
    const file = new URL(`public${src}`, root);
    expect(existsSync(file), src).toBe(true);
    if (type !== 'image/png') return sizes;
    // Width and height stand at bytes 16 and 20 of a PNG.
    const bytes = readFileSync(file);
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, src).toBe(sizes);
    return sizes;
  });
  expect(sizes).toEqual(expect.arrayContaining(['192x192', '512x512']));
});

test('the frame of the window has the colour of the bar in the page', () => {
  expect(manifest.theme_color).toBe(surfaces[0]);
  for (const colour of surfaces.slice(0, 2)) expect(read('index.html')).toContain(`content="${colour}"`);
});

test('nothing is kept by a service worker: conversations are read from the server only', () => {
  expect(read('src/inbox/main.tsx')).not.toContain('serviceWorker');
});
