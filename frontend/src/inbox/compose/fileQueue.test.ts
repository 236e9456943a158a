import { expect, test, vi } from 'vitest';
import type { NewUpload, Outgoing } from '../contract';
import { Problem, unreachable } from '../problem';
import type { SendResult } from '../useSending';
import { FileQueue } from './fileQueue';
import type { NamedBlob } from './picture';
import type { UploadOptions } from './upload';
import { sendFiles } from './useFileQueue';

/** A server whose uploads end when the test says so. */
function world() {
  const puts: { options: UploadOptions; end: () => void; fail: () => void }[] = [];
  const cancelled: string[] = [];
  const announced: NewUpload[] = [];
  const api = {
    async newMedia(file: NewUpload) {
      announced.push(file);
      if (file.filename === 'no.pdf') throw new Problem(413, 'media_too_large', 'Too large', 'At most 100 MB.');
      const id = `u${announced.length}`;
      const media = { ...file, mime_type: file.mime_type ?? '', id, kind: 'image' as const };
      return { media, upload: { method: 'PUT' as const, url: `/put/${id}`, headers: {}, expires_at: '' } };
    },
    cancelMedia: async (id: string) => void cancelled.push(id),
  };
  const put = (options: UploadOptions) =>
    new Promise<void>((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(unreachable()));
      puts.push({ options, end: resolve, fail: () => reject(unreachable()) });
    });
  const convert = async (file: NamedBlob) => {
    if (/^(none|odd)\./.test(file.name)) throw new Error('no picture');
    if (file.type === 'image/jpeg') return file;
    return new File(['x'], 'made.jpg', { type: 'image/jpeg' });
  };
  return { queue: new FileQueue(api, put, convert), puts, cancelled, announced };
}

const photo = (name = 'a.jpg') => new File(['x'], name, { type: 'image/jpeg' });
const pdf = (name: string) => new File(['x'], name, { type: 'application/pdf' });
/** What was begun has gone as far as it can. */
const settle = () => new Promise((resume) => setTimeout(resume));
const states = (queue: FileQueue) => queue.of('c').map(({ state }) => state);

test('files are uploaded two at a time, with their progress', async () => {
  const { queue, puts } = world();
  queue.add('c', [photo(), photo(), photo()]);
  await settle();
  expect(states(queue)).toEqual(['uploading', 'uploading', 'waiting']);
  expect(queue.waits).toBe(true);
  puts[0]?.options.onProgress(0.5);
  expect(queue.of('c')[0]?.progress).toBe(0.5);
  puts[0]?.end();
  await settle();
  expect(states(queue)).toEqual(['uploaded', 'uploading', 'uploading']);
  expect(queue.of('c')[0]?.id).toBe('u1');
});

test('an interrupted upload is tried again with an id of its own', async () => {
  const { queue, puts, cancelled } = world();
  queue.add('c', [photo()]);
  await settle();
  puts[0]?.fail();
  await settle();
  expect(states(queue)).toEqual(['failed']);
  queue.retry(queue.of('c')[0]?.key ?? '');
  await settle();
  puts[1]?.end();
  await settle();
  expect(queue.of('c')).toMatchObject([{ state: 'uploaded', id: 'u2', problem: null }]);
  expect(cancelled).toEqual(['u1']);
});

test('what the server refuses says why', async () => {
  const { queue } = world();
  queue.add('c', [pdf('no.pdf')]);
  await settle();
  expect(queue.of('c')).toMatchObject([{ state: 'failed', problem: { title: 'Too large' } }]);
});

test('a file that is taken back is uploaded no further, and is taken from the server', async () => {
  const { queue, puts, cancelled } = world();
  queue.add('c', [photo(), photo()]);
  await settle();
  puts[1]?.end();
  await settle();
  for (const { key } of [...queue.of('c')]) queue.remove(key);
  await settle();
  expect(puts[0]?.options.signal.aborted).toBe(true);
  expect(queue.waits).toBe(false);
  expect(cancelled.sort()).toEqual(['u1', 'u2']);
});

test('one that is refused in the page is not announced', async () => {
  const { queue, announced } = world();
  queue.add('c', [new File(['x'], 'a.svg', { type: 'image/svg+xml' })]);
  await settle();
  expect(states(queue)).toEqual(['refused']);
  expect(announced).toEqual([]);
});

test('files go along when their conversation is joined into another one', () => {
  const { queue } = world();
  queue.add('c', [photo()]);
  queue.move('c', 'd');
  expect([queue.of('c').length, queue.of('d').length]).toEqual([0, 1]);
  // A recording that was under way ends afterwards.
  queue.add('c', [photo()]);
  expect([queue.of('c').length, queue.of('d').length]).toEqual([0, 2]);
});

test('files are sent in their order, each once it is uploaded; the first quotes', async () => {
  const { queue, puts, cancelled } = world();
  queue.add('c', [photo('1.jpg'), photo('2.jpg')]);
  await settle();
  const sent: Outgoing[] = [];
  const quote = { id: 'm1', onUsed: vi.fn() };
  const done = sendFiles(queue, queue.of('c'), quote, async (outgoing) => {
    sent.push(outgoing);
    return 'sent';
  });
  puts[1]?.end();
  await settle();
  expect(sent).toEqual([]);
  puts[0]?.end();
  expect(await done).toBe(true);
  expect(sent).toEqual([{ media: { id: 'u1', as: 'image' }, reply_to: 'm1' }, { media: { id: 'u2', as: 'image' } }]);
  expect(queue.of('c')).toEqual([]);
  expect(cancelled).toEqual([]);
  expect(quote.onUsed).toHaveBeenCalledTimes(1);
});

test('the quote is kept with a file that was not sent: the repetition is the same send', async () => {
  const { queue, puts } = world();
  queue.add('c', [photo()]);
  await settle();
  puts[0]?.end();
  await settle();
  const sent: Outgoing[] = [];
  const results: SendResult[] = ['unsent', 'sent'];
  const onUsed = vi.fn();
  const once = () =>
    sendFiles(queue, queue.of('c'), { id: 'm1', onUsed }, async (outgoing) => {
      sent.push(outgoing);
      return results[sent.length - 1] ?? 'sent';
    });
  expect(await once()).toBe(false);
  expect(onUsed).not.toHaveBeenCalled();
  expect(await once()).toBe(true);
  expect(onUsed).toHaveBeenCalledTimes(1);
  expect(sent[1]).toEqual(sent[0]);
});

test.each<[SendResult, boolean, number]>([
  ['unsent', false, 2],
  ['refused', true, 0],
])('after “%s” %s is returned, and %i files stay', async (result, all, left) => {
  const { queue, puts } = world();
  queue.add('c', [photo(), photo()]);
  await settle();
  for (const { end } of puts) end();
  await settle();
  expect(await sendFiles(queue, queue.of('c'), null, async () => result)).toBe(all);
  expect(queue.of('c').filter(({ sending }) => !sending)).toHaveLength(left);
});

test('one that is taken back while it is waited for is left out', async () => {
  const { queue, puts } = world();
  queue.add('c', [photo(), photo()]);
  await settle();
  const sent: Outgoing[] = [];
  const done = sendFiles(queue, queue.of('c'), null, async (outgoing) => {
    sent.push(outgoing);
    return 'sent';
  });
  queue.remove(queue.of('c')[0]?.key ?? '');
  puts[1]?.end();
  expect(await done).toBe(true);
  expect(sent).toHaveLength(1);
});

test('a picture of another type is made over first; one that is none is refused, whatever it says', async () => {
  const { queue, announced } = world();
  queue.add('c', [new File(['x'], 'a.gif', { type: 'image/gif' }), photo('none.jpg')]);
  await settle();
  expect(announced).toEqual([{ filename: 'made.jpg', mime_type: 'image/jpeg', size: 1 }]);
  expect(queue.of('c')).toMatchObject([
    { state: 'uploading', name: 'made.jpg', kind: 'image', stilled: true },
    { state: 'refused', refusal: 'unreadable' },
  ]);
});

test('a photo of 12 MB that the browser cannot make over goes as a document', async () => {
  const { queue, announced } = world();
  const size = 12 * 1024 * 1024;
  queue.add('c', [Object.defineProperty(photo('odd.jpg'), 'size', { value: size })]);
  await settle();
  expect(announced).toEqual([{ filename: 'odd.jpg', mime_type: 'image/jpeg', size }]);
  expect(queue.of('c')).toMatchObject([{ state: 'uploading', name: 'odd.jpg', kind: 'document' }]);
});
