/** Templates for the tests, as the server describes them. */
import type { Template, TemplateNeed } from './contract';

export function need(
  part: TemplateNeed['part'],
  kind: TemplateNeed['kind'],
  more: Partial<TemplateNeed> = {},
): TemplateNeed {
  const nothing = { name: null, index: null, label: null, before: null, example: null, most: null };
  return { part, kind, ...nothing, required: true, ...more };
}

export function template(name: string, more: Partial<Template> = {}): Template {
  return {
    name,
    language: 'fr',
    category: 'UTILITY',
    status: 'APPROVED',
    quality: null,
    rejected_reason: null,
    body: null,
    components: [],
    parts: { header: null, body: null, footer: null, buttons: [] },
    needs: [],
    sendable: true,
    why_not: null,
    ...more,
  };
}

/** A template with these placeholders in its body. */
export function withGaps(name: string, gaps: readonly string[], language = 'fr'): Template {
  const body = gaps.map((gap) => `{{${gap}}}`).join(' ');
  return template(name, {
    language,
    body,
    parts: { header: null, body, footer: null, buttons: [] },
    needs: gaps.map((gap) => need('body', 'text', { name: gap })),
  });
}

/** One with a picture, a text, a link and a code. */
export const OFFER = template('offer', {
  body: 'Bonjour {{1}}',
  parts: {
    header: { format: 'image', text: null },
    body: 'Bonjour {{1}}',
    footer: 'À bientôt',
    buttons: [
      { type: 'quick_reply', text: 'Stop', url: null, phone_number: null },
      { type: 'url', text: 'Voir', url: 'https://shop.example/{{1}}', phone_number: null },
      { type: 'copy_code', text: null, url: null, phone_number: null },
    ],
  },
  needs: [
    need('header', 'image'),
    need('body', 'text', { name: '1', example: 'Awa' }),
    need('button', 'payload', { index: 0, label: 'Stop', required: false }),
    need('button', 'url_ending', { index: 1, label: 'Voir', before: 'https://shop.example/', most: 2000 }),
    need('button', 'code', { index: 2, most: 20 }),
  ],
});
