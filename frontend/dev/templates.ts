/** The templates of the stand-in for the admin API. */
import type { Template } from '../src/inbox/contract.ts';

type Need = Template['needs'][number];

const gap = (name: string, example: string): Need => ({ ...nothing, part: 'body', kind: 'text', name, example });
const nothing = { name: null, index: null, label: null, before: null, example: null, most: null, required: true };

function template(name: string, language: string, body: string, more: Partial<Template> = {}): Template {
  return {
    name,
    language,
    category: 'UTILITY',
    status: 'APPROVED',
    quality: 'UNKNOWN',
    rejected_reason: null,
    body,
    components: [],
    parts: { header: null, body, footer: null, buttons: [] },
    needs: [],
    sendable: true,
    why_not: null,
    ...more,
  };
}

const ORDER = 'Bonjour {{1}}, votre commande {{2}} est prête. Répondez à ce message pour toute question.';
const OFFER = 'Bonjour {{1}}, voici notre sélection de la semaine.';

export const TEMPLATES: Template[] = [
  template('order_ready', 'fr', ORDER, { needs: [gap('1', 'Camille'), gap('2', 'A-1042')] }),
  template(
    'hello_again',
    'en',
    'Hello! You requested something and we have an answer. Reply to this message to read it.',
    {
      category: 'MARKETING',
    },
  ),
  template('weekly_offer', 'fr', OFFER, {
    category: 'MARKETING',
    quality: 'YELLOW',
    parts: {
      header: { format: 'image', text: null },
      body: OFFER,
      footer: 'Répondez STOP pour ne plus recevoir d’offres.',
      buttons: [
        { type: 'url', text: 'Voir', url: 'https://shop.example/{{1}}', phone_number: null },
        { type: 'copy_code', text: 'Copier le code', url: null, phone_number: null },
      ],
    },
    needs: [
      { ...nothing, part: 'header', kind: 'image' },
      gap('1', 'Camille'),
      {
        ...nothing,
        part: 'button',
        kind: 'url_ending',
        index: 0,
        label: 'Voir',
        before: 'https://shop.example/',
        most: 2000,
      },
      { ...nothing, part: 'button', kind: 'code', index: 1, label: 'Copier le code', most: 20 },
    ],
  }),
  template('appointment', 'en', 'See you on {{day}}.', {
    status: 'PENDING',
    needs: [gap('day', 'Tuesday')],
    sendable: false,
    why_not: 'Meta is reviewing this template. That takes up to 24 hours.',
  }),
];
