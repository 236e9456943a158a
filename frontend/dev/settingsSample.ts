/** Settings to begin with: the defaults, and two versions of a bakery. */
import type { Defaults, Settings } from '../src/settings/contract.ts';

export const DEFAULTS: Defaults = {
  instructions:
    'You are the assistant of a business on WhatsApp. Answer in the language of the customer, politely and briefly. When you do not know something, say so.',
  time_zone: 'Europe/Paris',
  language: 'en',
  assistant: true,
  voice: true,
  pictures: true,
  documents: true,
  max_replies_per_hour: 30,
  max_replies_per_day: 100,
  texts: {
    closed: {
      en: 'We are closed right now and answer when we open.',
      fr: 'Nous sommes fermés et répondrons à l’ouverture.',
      es: 'Ahora está cerrado; respondemos al abrir.',
      pt: 'Agora estamos fechados; respondemos ao abrir.',
      ar: 'نحن مغلقون الآن وسنرد عند الافتتاح.',
    },
    fallback: {
      en: 'Thank you for your message. A person will answer you.',
      fr: 'Merci pour votre message. Une personne vous répondra.',
      es: 'Gracias por su mensaje. Le responderá una persona.',
      pt: 'Obrigado pela mensagem. Uma pessoa vai responder.',
      ar: 'شكرا لرسالتك. سيرد عليك شخص.',
    },
    handed_over: {
      en: 'A person will answer you here.',
      fr: 'Une personne va vous répondre ici.',
      es: 'Una persona le responderá aquí.',
      pt: 'Uma pessoa vai responder aqui.',
      ar: 'سيرد عليك شخص هنا.',
    },
    opt_out: {
      en: 'You will receive no more messages.',
      fr: 'Vous ne recevrez plus de messages.',
      es: 'No recibirá más mensajes.',
      pt: 'Não receberá mais mensagens.',
      ar: 'لن تتلقى رسائل أخرى.',
    },
  },
};

const BAKERY: Settings = {
  instructions:
    'You answer for the bakery Levain in Lyon. Never promise a delivery time, and never speak of other bakeries.',
  facts: '# Prices\n- Baguette: 1.30 €\n- Rye bread, 800 g: 5.20 €\n\n# Orders\nCakes are ordered two days ahead.',
  hours: {
    tuesday: ['07:00-13:00', '15:30-19:30'],
    wednesday: ['07:00-13:00', '15:30-19:30'],
    thursday: ['07:00-13:00', '15:30-19:30'],
    friday: ['07:00-13:00', '15:30-19:30'],
    saturday: ['07:00-19:30'],
  },
};

export const FIRST: readonly Settings[] = [
  BAKERY,
  {
    ...BAKERY,
    time_zone: 'Europe/Paris',
    hours: {
      ...BAKERY.hours,
      exceptions: [{ from: '2026-12-25', to: '2026-12-26', name: 'Noël', hours: [] }],
    },
    out_of_hours: 'note',
    texts: { greeting: 'Hello from Levain!', closed: { fr: 'Nous sommes fermés.', en: 'We are closed.' } },
    words_for_person: ['complaint', 'allergy'],
    max_replies_per_hour: 20,
    tools: [
      {
        name: 'find_order',
        description: 'Finds an order by its number: what was ordered, and when it is ready.',
        parameters: {
          type: 'object',
          properties: { number: { type: 'integer', description: 'Of the order' } },
          required: ['number'],
        },
        url: 'https://shop.example/orders',
        method: 'GET',
        has_secret: true,
      },
      {
        name: 'cancel_order',
        description: 'Cancels an order.',
        parameters: { type: 'object', properties: { why: { type: 'string', enum: ['late', 'wrong'] } } },
        url: 'https://shop.example/orders/cancel',
        method: 'POST',
        changes: true,
      },
    ],
    price: { prompt: 0.15, cached: 0.075, answer: 0.6, currency: 'EUR' },
    events: { url: 'https://shop.example/relais', types: ['conversation.handed_over'], has_secret: true },
  },
];
