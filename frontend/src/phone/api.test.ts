/** What becomes of a call that fails. */
import { afterEach, expect, test, vi } from 'vitest';
import { addCustomer, PhoneMissing, PhoneRefused, sendFile } from './api';

afterEach(() => vi.unstubAllGlobals());

function answers(status: number, body: unknown): void {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }));
}

const own = { file: new Blob([]), filename: 'empty.txt', caption: '', voice: false };

test('a refusal says why', async () => {
  answers(422, { detail: 'The file is empty.' });
  const refused = sendFile('336', own);
  await expect(refused).rejects.toThrow('The file is empty.');
  await expect(refused).rejects.toBeInstanceOf(PhoneRefused);
  await expect(addCustomer('x')).rejects.toBeInstanceOf(PhoneRefused);
});

test('a server that fails, and one without the phone, are no refusals', async () => {
  answers(500, {});
  await expect(sendFile('336', own)).rejects.not.toBeInstanceOf(PhoneRefused);
  answers(404, {});
  await expect(addCustomer('x')).rejects.toBeInstanceOf(PhoneMissing);
});
