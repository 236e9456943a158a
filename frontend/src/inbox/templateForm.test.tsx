import type { ComponentChild } from 'preact';
import { render as toHtml } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../text/Language';
import type { Api } from './api';
import { Problem } from './problem';
import { NotSendable, TemplateChoice } from './TemplateChoice';
import { TemplateFields } from './TemplateFields';
import { TemplatePreview } from './TemplatePreview';
import { need, OFFER, template } from './templates.test-data';
import { headerFile, tooLarge, uploadFile } from './templateUpload';

const api = {} as Api;
const render = (shown: ComponentChild) => toHtml(<LanguageProvider>{shown}</LanguageProvider>);

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

test('each part has its field, with the example and the address before the ending', () => {
  const form = render(
    <TemplateFields
      api={api}
      template={OFFER}
      values={{ 'body.1': 'Awa' }}
      onValues={() => undefined}
      onFile={() => undefined}
    />,
  );
  expect(form).toContain('type="file"');
  expect(form).toContain('accept="image/jpeg,image/png"');
  expect(form).toMatch(/Text for \{\{1\}\}.*such as Awa.*value="Awa"/s);
  expect(form).toMatch(/End of the link of “Voir”.*https:\/\/shop\.example\/…/s);
  expect(form).toMatch(/Code to copy.*maxLength="20"/is);
  expect(form).not.toContain('Stop');
  const here = template('here', { needs: [need('header', 'location')] });
  const place = render(
    <TemplateFields api={api} template={here} values={{}} onValues={() => undefined} onFile={() => undefined} />,
  );
  expect(place).toMatch(/Latitude.*Longitude.*Name of the place.*Address of the place/s);
});

test('the preview shows header, text, footer and buttons as they will be', () => {
  const shown = render(
    <TemplatePreview template={OFFER} values={{ 'body.1': 'Awa', 'button.1': '42', 'button.2': 'MAI' }} file={null} />,
  );
  expect(shown).toMatch(/Picture.*Bonjour Awa.*À bientôt.*Stop.*https:\/\/shop\.example\/42.*Copy code.*MAI/s);
  const title = template('t', {
    parts: { header: { format: 'text', text: 'No {{1}}' }, body: null, footer: null, buttons: [] },
  });
  expect(render(<TemplatePreview template={title} values={{ 'header.1': '12' }} file={null} />)).toContain('No 12');
});

test('a template of low quality says so', () => {
  const red = template('red', { quality: 'RED' });
  const choice = (chosen: typeof red) =>
    render(<TemplateChoice sendable={[chosen]} chosen={chosen} onChoose={() => undefined} />);
  expect(choice(red)).toContain('Meta may pause it');
  expect(choice(template('new'))).not.toContain('template-quality');
});

test('those that cannot be sent are listed with the reason, and cannot be chosen', () => {
  const paused = template('promo', { sendable: false, why_not: 'Meta paused this template.' });
  const list = render(<NotSendable templates={[paused]} />);
  expect(list).toMatch(/cannot be sent from here: 1.*promo \(fr\).*Meta paused this template\./s);
  expect(list).not.toContain('<option');
  expect(render(<NotSendable templates={[]} />)).toBe('');
});

test('a file goes to the address that the server names', async () => {
  const newMedia = vi.fn(async () => ({
    media: { id: 'upload-1' },
    upload: {
      method: 'PUT',
      url: 'https://bucket.example/1',
      headers: { 'Content-Type': 'image/png', 'Content-Length': '3' },
    },
  }));
  const put = vi.fn(async () => new Response(null, { status: 200 }));
  vi.stubGlobal('fetch', put);
  const file = new File(['abc'], 'a.png', { type: 'image/png' });
  const signal = new AbortController().signal;
  expect(await uploadFile({ newMedia } as unknown as Api, file, signal)).toBe('upload-1');
  expect(newMedia).toHaveBeenCalledWith({ filename: 'a.png', mime_type: 'image/png', size: 3 });
  const [url, init] = put.mock.calls[0] as unknown as [string, RequestInit];
  expect([url, init.method, init.body]).toEqual(['https://bucket.example/1', 'PUT', file]);
  expect([...new Headers(init.headers)]).toEqual([['content-type', 'image/png']]);

  put.mockResolvedValueOnce(new Response('<xml>', { status: 403 }));
  await expect(uploadFile({ newMedia } as unknown as Api, file, signal)).rejects.toBeInstanceOf(Problem);
});

test('a picture above Meta’s limit is made smaller, one that is none is refused, another file stays', async () => {
  const photo = new File(['x'], 'a.jpg', { type: 'image/jpeg' });
  const small = Object.assign(new Blob(['y']), { name: 'a.jpg' });
  expect(await headerFile('image', photo, async () => small)).toBe(small);
  expect(await headerFile('image', photo, () => Promise.reject(new Error('no picture')))).toBeNull();
  expect(await headerFile('video', photo, async () => small)).toBe(photo);
});

test('the picture that was chosen stands above the text, not its name', () => {
  const values = { header: 'upload-1', 'header.filename': 'offer.jpg' };
  const file = { id: 'upload-1', file: new Blob() };
  const preview = (chosen: typeof file | null) =>
    render(<TemplatePreview template={OFFER} values={values} file={chosen} />);
  expect(preview(file)).toMatch(/<img class="template-picture"[^>]* alt="Picture"/);
  expect(preview(null)).toMatch(/Picture.*offer\.jpg/s);
  expect(preview({ ...file, id: 'upload-0' })).toContain('offer.jpg');
});

test('a file above Meta’s limit is not uploaded', () => {
  expect(tooLarge('image', 5 * 1024 * 1024)).toBeNull();
  expect(tooLarge('image', 5 * 1024 * 1024 + 1)).toBe(5);
  expect(tooLarge('video', 17 * 1024 * 1024)).toBe(16);
  expect(tooLarge('document', 101 * 1024 * 1024)).toBe(100);
});
