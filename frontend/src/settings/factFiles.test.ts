/** Files become part of the facts, each under its name. */
import { expect, test, vi } from 'vitest';
import { Problem } from '../inbox/problem';
import { settingsCalls } from './calls';
import { mistakesIn } from './checks';
import { readPatiently, refusalOf, withFile } from './factFiles';
import { formOf } from './form';

test('a text is added at the end, under the name of its file', () => {
  expect(withFile('', 'menu.pdf', '\nSoup: 5 €\n')).toEqual({ facts: '# menu.pdf\n\nSoup: 5 €\n', over: 0 });
  expect(withFile('# Prices\n\n\n', 'a\n b.csv', 'x').facts).toBe('# Prices\n\n# a b.csv\n\nx\n');
});

test('what does not fit says by how many bytes', () => {
  const facts = 'é'.repeat(49_990);
  expect(withFile(facts, 'a.md', 'x').over).toBe(0);
  expect(withFile(facts, 'a.md', 'x'.repeat(20)).over).toBe(11);
});

test('types are told by the name, and what is too large is not sent', () => {
  for (const name of ['a.PDF', 'a.docx', 'a.b.csv', 'a.txt', 'a.md']) expect(refusalOf({ name, size: 1 })).toBeNull();
  for (const name of ['a.doc', 'pdf', 'a.png', 'a.xlsx']) expect(refusalOf({ name, size: 1 })).toBe('type');
  expect(refusalOf({ name: 'a.pdf', size: 4 * 1024 * 1024 })).toBeNull();
  expect(refusalOf({ name: 'a.pdf', size: 4 * 1024 * 1024 + 1 })).toBe('size');
});

test('a server that reads another file is asked again, a few times', async () => {
  const file = { markdown: 'x', characters: 1, cut: false };
  const busy = new Problem(503, 'busy', 'Busy', null);
  const pause = vi.fn(async () => undefined);
  const read = vi.fn().mockRejectedValueOnce(busy).mockResolvedValueOnce(file);
  expect(await readPatiently(read, pause)).toBe(file);
  expect(pause).toHaveBeenCalledOnce();
  await expect(readPatiently(() => Promise.reject(busy), pause)).rejects.toBe(busy);
  expect(pause).toHaveBeenCalledTimes(4);
  const broken = new Problem(422, 'facts_unreadable', 'Broken', null);
  await expect(readPatiently(() => Promise.reject(broken), pause)).rejects.toBe(broken);
  expect(pause).toHaveBeenCalledTimes(4);
});

test('facts may be longer than instructions', () => {
  const form = formOf({ instructions: 'x'.repeat(20_001), facts: 'x'.repeat(100_000) });
  expect(mistakesIn(form).map(({ field }) => field)).toEqual(['instructions']);
  expect(mistakesIn(formOf({ facts: 'x'.repeat(100_001) }))).toEqual([
    { field: 'facts', key: 'problem.bytes', values: { over: 1, most: 100_000 } },
  ]);
});

test('the bytes of a file are sent as they are', async () => {
  const call = vi.fn(async () => ({ markdown: 'x', characters: 1, cut: false }));
  const file = new File(['x'], 'prix & plats.csv', { type: 'text/csv' });
  await settingsCalls({ call }, null).readFacts(file);
  const [path, init] = call.mock.calls[0] as unknown as [string, RequestInit];
  expect(path).toBe('/api/facts?name=prix+%26+plats.csv');
  expect(init).toEqual({ method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file });
});
