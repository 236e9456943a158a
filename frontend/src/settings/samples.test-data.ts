/** Settings with every field, and what holds where nothing is set. */
import type { Defaults, Settings, SettingsState } from './contract';

export const ALL: Settings = {
  assistant: false,
  instructions: 'Never promise a delivery time.',
  facts: '# Prices\n- Bread: 5 €',
  time_zone: 'Africa/Dakar',
  hours: {
    monday: ['09:00-12:30', '14:00-18:00'],
    friday: ['18:00-02:00'],
    saturday: ['00:00-24:00'],
    exceptions: [
      { from: '2026-12-25', to: '2026-12-26', name: 'Noël', hours: [] },
      { from: '2026-12-31', hours: ['09:00-12:00'] },
    ],
  },
  out_of_hours: 'tell',
  language: 'fr',
  texts: { greeting: 'Hello!', closed: { fr: 'Fermé.', ar: 'مغلق' }, opt_out: 'Bye.' },
  model: 'small',
  length: 'short',
  voice: true,
  pictures: false,
  documents: true,
  words_for_person: ['complaint', 'allergy'],
  max_replies_per_hour: 20,
  max_replies_per_day: 50,
  buttons: false,
  satisfaction: true,
  tools: [
    {
      name: 'find_order',
      description: 'Finds an order by its number.',
      parameters: {
        type: 'object',
        properties: { number: { type: 'integer', description: 'Of the order' }, mail: { type: 'string' } },
        required: ['number'],
      },
      url: 'https://shop.example/orders',
      method: 'GET',
      has_secret: true,
    },
    {
      name: 'cancel',
      description: 'Cancels an order.',
      parameters: { type: 'object', properties: { why: { enum: ['late', 'wrong'] } } },
      url: 'https://shop.example/cancel',
      method: 'POST',
      changes: true,
    },
  ],
  mcp: [{ name: 'stock', url: 'https://mcp.example/' }],
  price: { prompt: 0.15, cached: 0.075, answer: 0.6, currency: 'EUR' },
  events: { url: 'https://shop.example/hooks', types: ['message.received'], has_secret: true },
};

export const DEFAULTS: Defaults = {
  instructions: 'You are an assistant.',
  time_zone: 'Europe/Paris',
  language: 'en',
  assistant: true,
  voice: true,
  pictures: true,
  documents: true,
  max_replies_per_hour: 30,
  max_replies_per_day: 100,
  texts: {
    closed: { en: 'Closed by default.', fr: 'Fermé par défaut.' },
    fallback: { en: 'Fallback by default.' },
    handed_over: { en: 'Handed over by default.' },
    opt_out: { en: 'Opted out by default.' },
  },
};

export function stateOf(version: number, settings: Settings, changed_by: string | null = 'Ada'): SettingsState {
  const changed_at = version === 0 ? null : '2026-11-28T08:00:00Z';
  return { phone_id: '1', version, changed_at, changed_by, settings, defaults: DEFAULTS };
}
