import { expect, test } from 'vitest';
import { CAPTION_LENGTH, captioned, outgoingFile, type QueuedFile, queued, sendable, typeOfFile } from './files';
import { fitted, moves } from './picture';

const MB = 1024 * 1024;
/** A file that claims a size without holding it. */
const file = (name: string, type: string, size = 10) =>
  Object.defineProperty(new File(['x'], name, { type }), 'size', { value: size });
const item = (part: Partial<QueuedFile> = {}): QueuedFile => ({
  ...queued('k', file('a.jpg', 'image/jpeg')),
  ...part,
});

test.each([
  ['photo.jpg', 'image/jpeg', 5 * MB, 'image'],
  ['film.mp4', 'video/mp4', 16 * MB, 'video'],
  ['sound.mp3', 'audio/mpeg', 16 * MB, 'audio'],
  ['quote.pdf', 'application/pdf', 100 * MB, 'document'],
  ['quote.pdf', '', 10, 'document'],
  ['large.jpg', 'image/jpeg', 9 * MB, 'image'],
  ['wink.webp', 'image/webp', 500 * 1024, 'image'],
  ['moving.gif', 'image/gif', 10, 'image'],
  ['voice.ogg', 'audio/ogg; codecs=opus', 10, 'audio'],
  ['photo.jpg', 'image/jpeg', 61 * MB, 'document'],
  ['film.mp4', 'video/mp4', 16 * MB + 1, 'document'],
])('%s (%s, %i bytes) is taken as %s', (name, type, size, kind) => {
  expect(queued('k', file(name, type, size))).toMatchObject({ kind, state: 'waiting' });
});

test.each([
  ['photo.jpg', 'image/jpeg', 101 * MB, 'size'],
  ['film.mp4', 'video/mp4', 101 * MB, 'size'],
  ['quote.pdf', 'application/pdf', 101 * MB, 'size'],
  ['page.svg', 'image/svg+xml', 10, 'type'],
  ['bomb.tiff', 'image/tiff', 61 * MB, 'type'],
  ['page.html', 'text/html', 10, 'type'],
  ['data', '', 10, 'type'],
  ['empty.pdf', 'application/pdf', 0, 'empty'],
])('%s (%s, %i bytes) is refused for its %s', (name, type, size, why) => {
  const refused = queued('k', file(name, type, size));
  expect(refused).toMatchObject({ state: 'refused', refusal: why });
});

test('what is refused or has failed does not hold up the others', () => {
  const left = [item({ state: 'refused' }), item({ state: 'failed' })];
  const others = [item({ state: 'waiting' }), item({ state: 'uploading' }), item({ state: 'uploaded' })];
  expect(sendable([...left, ...others])).toEqual(others);
  expect(sendable(left)).toEqual([]);
});

test('Meta knows one name of an .m4a sound', () => {
  expect(typeOfFile({ name: 'a.m4a', type: 'audio/x-m4a' })).toBe('audio/mp4');
});

test('an upload becomes what is sent', () => {
  expect(outgoingFile(item())).toBeNull();
  expect(outgoingFile(item({ id: 'u', caption: ' the coat ' }))).toEqual({ id: 'u', as: 'image', caption: 'the coat' });
  expect(outgoingFile(item({ id: 'u', kind: 'audio', voice: true, caption: 'x' }))).toEqual({
    id: 'u',
    as: 'audio',
    voice: true,
  });
});

test('what is typed becomes the caption of the last file that can have one', () => {
  const captions = (files: QueuedFile[], text: string) => captioned(files, text)?.map(({ caption }) => caption);
  expect(captions([item(), item()], 'hello ')).toEqual(['', 'hello']);
  expect(captions([item(), item({ kind: 'audio' })], 'hello')).toEqual(['hello', '']);
});

test('or a message of its own', () => {
  expect(captioned([item({ caption: 'mine' })], 'hello')).toBeNull();
  expect(captioned([item({ kind: 'sticker' })], 'hello')).toBeNull();
  expect(captioned([item()], 'x'.repeat(CAPTION_LENGTH + 1))).toBeNull();
  expect(captioned([item()], '  ')).toBeNull();
});

test.each([
  [100, 50, 100, 50],
  [5120, 2560, 2560, 1280],
  [2000, 8000, 640, 2560],
  [100_000, 1, 2560, 1],
])('a picture of %i × %i is drawn as %i × %i', (width, height, drawnWidth, drawnHeight) => {
  expect(fitted(width, height)).toEqual({ width: drawnWidth, height: drawnHeight });
});

test.each([
  ['image/gif', 'GIF89a', true],
  ['image/webp', 'RIFF0000WEBPVP8X000000000000000000ANIM', true],
  ['image/webp', 'RIFF0000WEBPVP8 00000000000000000000', false],
  ['image/png', '', false],
])('a picture of type %s with %j moves: %s', async (type, bytes, moving) => {
  expect(await moves(new File([bytes], 'a', { type }))).toBe(moving);
});
