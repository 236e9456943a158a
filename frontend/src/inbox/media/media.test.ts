/** Kinds, sizes, links and names of files. */
import { expect, test } from 'vitest';
import { FILE, message } from '../../../dev/samples.ts';
import { shortType } from './kinds';
import { createLinks } from './links';
import { safeName, shownName } from './save';
import { fileSize, playTime } from './size';
import { isOn, neighbours, zoomed } from './viewing';

const english = { language: 'en', locale: 'en-GB' };

test.each([
  [512, '512 B', '512 o'],
  [12 * 1024, '12 KB', '12 Ko'],
  [1.5 * 1024 * 1024, '1.5 MB', '1,5 Mo'],
  [100 * 1024 * 1024, '100 MB', '100 Mo'],
])('%i bytes are %s, in French %s', (bytes, en, fr) => {
  expect(fileSize(bytes, english)).toBe(en.replace(' ', '\u00a0'));
  expect(fileSize(bytes, { language: 'fr', locale: 'fr' })).toBe(fr.replace(' ', '\u00a0'));
});

test.each([
  [0, '0:00'],
  [7.9, '0:07'],
  [754, '12:34'],
  [Number.NaN, ''],
  [Number.POSITIVE_INFINITY, ''],
])('%d seconds are shown as “%s”', (seconds, shown) => expect(playTime(seconds)).toBe(shown));

test.each([
  ['quote.pdf', 'application/pdf', 'PDF'],
  ['x', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'DOCX'],
  ['report.ods', 'application/octet-stream', 'ODS'],
  [null, 'text/plain; charset=utf-8', 'TXT'],
  [null, null, ''],
])('the type of %s (%s) is “%s”', (filename, mime_type, shown) =>
  expect(shortType({ filename, mime_type })).toBe(shown),
);

test.each([
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a\u0000b\u202efdp.exe', 'a_b_fdp.exe'],
  ['...', 'Document'],
  [null, 'Document'],
  ['x'.repeat(500), 'x'.repeat(120)],
])('a file named %j is saved as %j', (name, saved) => expect(safeName(name, 'Document')).toBe(saved));

test.each([
  ['«ok» & <b>.pdf', '«ok» & <b>.pdf'],
  ['a\u0000b\u202efdp.exe', 'abfdp.exe'],
  [' \u202e', 'Document'],
  [null, 'Document'],
])('a file named %j is shown as %j', (name, shown) => expect(shownName(name, 'Document')).toBe(shown));

test('a link is asked for once, until it is about to end', async () => {
  let now = 0;
  let asked = 0;
  const links = createLinks(
    async (id) => ({ url: `/${id}/${++asked}`, expires_at: new Date(now + 300_000).toISOString() }),
    () => now,
  );
  expect(await Promise.all([links.url('a'), links.url('a')])).toEqual(['/a/1', '/a/1']);
  now = 269_000;
  expect(await links.url('a')).toBe('/a/1');
  now = 271_000;
  expect(await links.url('a')).toBe('/a/2');
  links.forget('a');
  expect(await links.url('a')).toBe('/a/3');
});

test('a link that was not given is asked for again', async () => {
  let fails = true;
  const links = createLinks(
    async () => {
      if (fails) throw new Error('no');
      return { url: '/a', expires_at: new Date(9e12).toISOString() };
    },
    () => 0,
  );
  await expect(links.url('a')).rejects.toThrow('no');
  fails = false;
  expect(await links.url('a')).toBe('/a');
});

test('zoom has its ends', () => {
  expect([1, 2, 4].map((zoom) => zoomed(zoom, '+'))).toEqual([1.5, 3, 4]);
  expect([1, 1.2, 3].map((zoom) => zoomed(zoom, '-'))).toEqual([1, 1, 2]);
  expect(zoomed(3, '0')).toBe(1);
  expect(zoomed(3, 'a')).toBe(3);
});

test('the arrows move through the photos that are here', () => {
  const media = { ...FILE, id: 'x' };
  const photo = (id: string, part = {}) => message(id, { type: 'image', media, ...part });
  const gone = photo('2', { media: { ...FILE, state: 'expired' } });
  const all = [photo('1'), gone, message('3'), photo('4'), photo('5', { deleted_at: 'now' })];
  const around = (at: number) => {
    const { before, after } = neighbours(all[at] ?? message('0'), all);
    return [before?.id, after?.id];
  };
  expect(around(0)).toEqual([undefined, '4']);
  expect(around(3)).toEqual(['1', undefined]);
  expect(around(2)).toEqual([undefined, undefined]);
});

test('beside a photo is what its box has around it', () => {
  const box = { left: 100, top: 50, width: 400, height: 200 };
  const tall = { width: 300, height: 600 };
  const on = (x: number, y: number, picture = tall) => isOn({ x, y }, box, picture);
  expect([on(300, 150), on(251, 51), on(349, 249)]).toEqual([true, true, true]);
  expect([on(249, 150), on(351, 150), on(300, 49)]).toEqual([false, false, false]);
  expect(on(101, 150, { width: 40, height: 20 })).toBe(true);
});
