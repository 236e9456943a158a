/** The mock's files: samples drawn here, what the page uploads, and the calls about them. */
import { deflateSync } from 'node:zlib';
import type { Media, Upload } from '../src/inbox/contract.ts';
import { kindOfType } from '../src/inbox/media/kinds.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import type { MockState } from './state.ts';

interface StoredFile {
  mimeType: string;
  filename: string;
  bytes: Uint8Array;
}

export class Files {
  private readonly stored = new Map<string, StoredFile>();
  private next = 1;

  /** A file of a sample message. */
  sample(kind: 'photo' | 'tall' | 'sound' | 'pdf'): string {
    const id = `sample-${this.next++}`;
    this.stored.set(id, SAMPLES[kind]());
    return id;
  }

  get(id: string): StoredFile | undefined {
    return this.stored.get(id);
  }

  announce(filename: string, mimeType: string, size: number): Upload {
    const id = `upload-${this.next++}`;
    this.stored.set(id, { filename, mimeType, bytes: new Uint8Array() });
    const kind = kindOfType(mimeType) ?? 'document';
    return {
      media: { id, filename, mime_type: mimeType, size, kind },
      upload: {
        method: 'PUT',
        url: `/api/media/${id}/bytes?signature=mock`,
        headers: { 'Content-Type': mimeType },
        expires_at: new Date(Date.now() + 600_000).toISOString(),
      },
    };
  }

  put(id: string, bytes: Uint8Array): boolean {
    const file = this.stored.get(id);
    if (file) file.bytes = bytes;
    return file !== undefined;
  }

  remove(id: string): void {
    this.stored.delete(id);
  }

  /** As a message has it. */
  view(id: string, part: Partial<Media> = {}): Media {
    const file = this.stored.get(id);
    return {
      id,
      state: 'stored',
      mime_type: file?.mimeType ?? null,
      size: file?.bytes.length ?? null,
      filename: file?.filename ?? null,
      caption: null,
      voice: false,
      animated: false,
      problem: null,
      can_fetch: false,
      ...part,
    };
  }
}

/** `POST /api/media` and `/api/media/{id}…`. */
export function mediaApi(state: MockState, { method, path, body }: MockRequest): MockResponse {
  const [, , id = '', action] = path.split('/');
  if (method === 'POST' && id === '') {
    return {
      status: 201,
      body: state.files.announce(String(body.filename), String(body.mime_type), Number(body.size)),
    };
  }
  if (method === 'DELETE') {
    state.files.remove(id);
    return { status: 204 };
  }
  if (action === 'fetch') return fetchAgain(state, id);
  if (!state.files.get(id)) return problem(404, 'media_not_found', 'Not found', 'There is no such file.');
  const expires_at = new Date(state.now() + 300_000).toISOString();
  return { status: 200, body: { url: `/api/media/${id}/bytes?signature=mock`, expires_at } };
}

/** The file of a sample that failed is there after two seconds. */
function fetchAgain(state: MockState, id: string): MockResponse {
  const found = state.entries.flatMap(({ messages }) => messages).find(({ media }) => media?.id === id);
  if (!found?.media) return problem(409, 'media_gone', 'It is gone', 'WhatsApp no longer has the file.');
  const before = found.media;
  found.media = { ...before, state: 'fetching', problem: null };
  state.touch(found.id);
  setTimeout(() => {
    found.media = state.files.view(state.files.sample('photo'), { caption: before.caption });
    state.touch(found.id);
  }, 2000);
  return { status: 202 };
}

const SAMPLES: Readonly<Record<'photo' | 'tall' | 'sound' | 'pdf', () => StoredFile>> = {
  photo: () => ({ mimeType: 'image/png', filename: 'photo.png', bytes: picture(320, 240) }),
  tall: () => ({ mimeType: 'image/png', filename: 'tall.png', bytes: picture(200, 420) }),
  sound: () => ({ mimeType: 'audio/wav', filename: 'voice.wav', bytes: tone(4) }),
  pdf: () => ({ mimeType: 'application/pdf', filename: 'devis.pdf', bytes: page('Devis 4471 : 45,00 EUR') }),
};

/** A PNG of soft stripes. */
function picture(width: number, height: number): Uint8Array {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const stripe = Math.floor((x + y) / 24) % 2;
      rows.set([90 + stripe * 60, 110 + (y * 90) / height, 150 + (x * 80) / width], y * (1 + width * 3) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  let sum = ~0;
  for (const byte of named) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb8_8320 : 0);
  }
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(~sum >>> 0, named.length + 4);
  return framed;
}

/** A WAV of a soft tone: 8 kHz, 8 bits. */
function tone(seconds: number): Uint8Array {
  const rate = 8000;
  const data = Buffer.from(
    Array.from({ length: rate * seconds }, (_, at) => 128 + Math.round(40 * Math.sin(at / 4) * Math.sin(at / 2500))),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** A PDF of one page with one line. Readers find its parts without a table. */
function page(line: string): Uint8Array {
  const text = `BT /F1 24 Tf 60 700 Td (${line}) Tj ET`;
  return Buffer.from(
    [
      '%PDF-1.4',
      '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
      '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj',
      `4 0 obj<</Length ${text.length}>>stream\n${text}\nendstream endobj`,
      '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj',
      'trailer<</Root 1 0 R>>',
      '%%EOF',
    ].join('\n'),
  );
}
