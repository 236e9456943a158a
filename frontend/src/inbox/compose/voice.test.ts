/** What the encoder writes is what WhatsApp plays as a voice message: Ogg Opus with one channel. */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { BITS_PER_SECOND, ENCODING, LONGEST, problemOf, VOICE_TYPE } from './voice';

interface Page {
  page: Uint8Array;
}

/** The part of opus-recorder's worker that encodes. */
interface Encoder {
  generateIdPage(): Page;
  generateCommentPage(): Page;
  encode(channels: Float32Array[]): Page[];
  encodeFinalFrame(): Page[];
}

const { OggOpusEncoder, Module } = createRequire(import.meta.url)('opus-recorder/dist/encoderWorker.min.js') as {
  OggOpusEncoder: new (config: object, module: object) => Encoder;
  Module: object;
};

const RATE = 44_100;
const BUFFER = 4096;

/** A tone of some seconds, encoded with the options of the recorder, as it does it. */
function recorded(seconds: number): Uint8Array[] {
  const config = {
    ...ENCODING,
    bufferLength: BUFFER,
    encoderFrameSize: 20,
    maxFramesPerPage: 40,
    originalSampleRate: RATE,
    resampleQuality: 3,
  };
  const encoder = new OggOpusEncoder(config, Module);
  const pages = [encoder.generateIdPage(), encoder.generateCommentPage()];
  for (let at = 0; at < seconds * RATE; at += BUFFER) {
    pages.push(...encoder.encode([Float32Array.from({ length: BUFFER }, (_, i) => Math.sin((at + i) / 16) / 2)]));
  }
  pages.push(...encoder.encodeFinalFrame());
  return pages.map(({ page }) => page);
}

const text = (page: Uint8Array, from: number, to: number) => String.fromCharCode(...page.subarray(from, to));
const view = (page: Uint8Array) => new DataView(page.buffer, page.byteOffset, page.byteLength);
/** The first packet begins after the header and its table of segments. */
const packetAt = (page: Uint8Array) => 27 + (page[26] ?? 0);

test('each page is one of Ogg, in order, of one stream', () => {
  const pages = recorded(2);
  expect(pages.map((page) => text(page, 0, 4))).toEqual(pages.map(() => 'OggS'));
  expect(pages.map((page) => view(page).getUint32(18, true))).toEqual(pages.map((_, at) => at));
  expect(new Set(pages.map((page) => view(page).getUint32(14, true))).size).toBe(1);
  expect(pages.map(checksum)).toEqual(pages.map((page) => view(page).getUint32(22, true)));
});

test('it says Opus, with one channel', () => {
  const [head, tags] = recorded(1);
  if (!head || !tags) throw new Error('no pages');
  const at = packetAt(head);
  expect(text(head, at, at + 8)).toBe('OpusHead');
  expect(head[at + 9]).toBe(1);
  expect(text(tags, packetAt(tags), packetAt(tags) + 8)).toBe('OpusTags');
  // First page: the beginning of the stream.
  expect((head[5] ?? 0) & 2).toBe(2);
});

test('it is as long as what was recorded, and ends', () => {
  const last = recorded(3).at(-1);
  if (!last) throw new Error('no pages');
  const seconds = Number(view(last).getBigUint64(6, true)) / 48_000;
  expect(seconds).toBeGreaterThan(2.9);
  expect(seconds).toBeLessThan(3.3);
  expect((last[5] ?? 0) & 4).toBe(4);
});

test('the longest recording still has a play button at the customer’s', () => {
  const bytes = recorded(10).reduce((sum, page) => sum + page.length, 0);
  expect((bytes / 10) * LONGEST).toBeLessThan(512 * 1024);
  expect((BITS_PER_SECOND / 8) * LONGEST).toBeLessThan(512 * 1024);
  expect(VOICE_TYPE).toBe('audio/ogg; codecs=opus');
});

test.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'none'],
  ['AbortError', 'failed'],
])('a microphone’s %s is “%s”', (name, problem) => expect(problemOf(new DOMException('', name))).toBe(problem));

/** Ogg's checksum: CRC-32 with 0x04c11db7, unreflected, its own field counted as zero (RFC 3533, section 6). */
function checksum(page: Uint8Array): number {
  let sum = 0;
  page.forEach((byte, at) => {
    sum ^= (at >= 22 && at < 26 ? 0 : byte) << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum & 0x8000_0000 ? 0x04c1_1db7 : 0);
  });
  return sum >>> 0;
}
