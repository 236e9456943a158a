/** Conversations that show every state of the inbox once. */
import type { Conversation, Direction, Media, Message } from '../src/inbox/contract.ts';
import { contentOf } from './content.ts';
import type { Files } from './files.ts';
import { hint } from './pairs.ts';
import { HANDED_OVER } from './samples.ts';
import type { Entry, MockState } from './state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Fills the mock: with every state, or, when it starts empty, with two customers who have not written yet. */
export function populate(state: MockState): void {
  if (state.mode === 'empty') for (const name of WITH_PHONE) state.addCustomer(name);
  else state.entries = everyState(state);
}

/** The business numbers: the first alone, or, with `MOCK=numbers`, both. */
export const NUMBERS = [
  { phone_id: '106540352242922', business_number: '+33478000000' },
  { phone_id: '106540352242933', business_number: '+33478111111' },
] as const;

const WITH_PHONE = ['Awa Diallo', 'Louis Martin'];

/** Times are how long ago it was: the mock starts now. */
interface Line extends Partial<Message> {
  ago: number;
  direction: Direction;
  content: string;
}

interface Sample {
  waId: string | null;
  name: string | null;
  lines: readonly Line[];
  more: Partial<Conversation> | ((iso: (ago: number) => string) => Partial<Conversation>);
}

function everyState(state: MockState): Entry[] {
  const more = state.mode === 'long' ? LONG : state.mode === 'many' ? many() : [];
  const samples = [AWA, LOUIS, types(state.files), ...CONVERSATIONS, ...more];
  const entries = samples.map(({ waId, name, lines, more }, at) => {
    const number = NUMBERS[state.mode === 'numbers' && at % 3 === 1 ? 1 : 0];
    const entry = state.begin(waId, { name, ...number }, WITH_PHONE.includes(name ?? ''));
    for (const { ago, ...line } of lines) state.add(entry, { timestamp: state.iso(ago), ...line });
    Object.assign(entry.conversation, { unread: 0 }, typeof more === 'function' ? more((ago) => state.iso(ago)) : more);
    return entry;
  });
  const [awa, hidden] = [AWA, HIDDEN].map((each) => entries[samples.indexOf(each)]);
  if (awa && hidden) hint(awa, hidden);
  return entries;
}

function sample(waId: string | null, name: string | null, lines: readonly Line[], more: Sample['more'] = {}): Sample {
  return { waId, name, lines, more };
}

/** Twenty thousand customers. */
function many(): Sample[] {
  const names = ['Zoé Martin', 'Ana María López', 'محمد علي', '山田太郎', 'Jan Kowalski'];
  return Array.from({ length: 20_000 }, (_, at) => {
    const waId = `3363${String(at).padStart(7, '0')}`;
    return sample(waId, `${names[at % names.length]} ${at}`, [customer((at + 60) * MINUTE, 'Bonjour')]);
  });
}

function customer(ago: number, content: string, more: Partial<Message> = {}): Line {
  return { ago, direction: 'inbound', content, ...more };
}

function assistant(ago: number, content: string, more: Partial<Message> = {}): Line {
  return { ago, direction: 'outbound', content, sent_by: 'assistant', status: 'read', ...more };
}

function agent(ago: number, content: string, more: Partial<Message> = {}): Line {
  return assistant(ago, content, { sent_by: 'agent', ...more });
}

const AWA = sample('33612345678', 'Awa Diallo', [
  customer(50 * HOUR, 'Bonjour, faites-vous des retouches sur les manteaux ?', { message_id: 'wamid.first' }),
  assistant(50 * HOUR - MINUTE, 'Bonjour Awa ! Oui : ourlets, doublures et fermetures. Comptez trois à cinq jours.'),
  ...Array.from(
    { length: 70 },
    (_, at): Line =>
      at % 2 === 0
        ? customer((49 * 60 - at * 8) * MINUTE, `Une question encore (${at + 1}) : est-ce possible pour samedi ?`)
        : assistant((49 * 60 - at * 8) * MINUTE, 'Oui, si vous passez avant jeudi 18 h.'),
  ),
  customer(26 * HOUR, contentOf('image', 'Le manteau, avec la doublure déchirée'), { type: 'image' }),
  agent(25.8 * HOUR, 'Merci pour la photo. C’est faisable, 45 € doublure comprise.', { status: 'delivered' }),
  customer(22 * MINUTE, 'Parfait, merci !', { reply_to: 'wamid.first' }),
  customer(21.5 * MINUTE, 'Et celui-ci ?', { reply_to: 'wamid.elsewhere' }),
  assistant(21 * MINUTE, 'Avec plaisir. Nous vous attendons demain entre 9 h et 18 h 30, au 12 rue des Tisserands.', {
    status: 'read',
  }),
  customer(4 * MINUTE, 'Et vous prenez la carte ?'),
  assistant(3 * MINUTE, 'Oui, carte et espèces.', { status: 'delivered' }),
]);

/** With `MOCK=long`: a thread of 5,000 messages, one with 2,000 that failed, and one with all that breaks a page. */
const LONG = [
  sample('33600000003', `${'👩‍👩‍👧‍👦'.repeat(74)}\u202eoalC`, [
    customer(9 * MINUTE, `${'x'.repeat(30_000)} ${'mot '.repeat(7_500)}`),
    customer(8 * MINUTE, '\u202e\u2066 <b>not bold</b> <img src=x onerror=alert(1)> \u202c', {
      message_id: 'wamid.bidi',
    }),
    customer(7 * MINUTE, `${'*_~'.repeat(1_000)}${'`'.repeat(999)}`),
    customer(6 * MINUTE, 'Z̷͉̀a̴l̶g̵o '.repeat(60), { reply_to: 'wamid.bidi' }),
    agent(5 * MINUTE, 'مرحبا 123 hello עברית'),
    customer(4 * MINUTE, ''),
  ]),
  sample(
    '33600000001',
    'Long Thread',
    Array.from({ length: 5_000 }, (_, at): Line => {
      const ago = (5_000 - at) * 3 * MINUTE;
      const text = `Message ${at + 1}. ${'Est-ce possible pour samedi ? '.repeat(at % 7)}`;
      return at % 3 === 0 ? customer(ago, text, { message_id: `wamid.long.${at}` }) : assistant(ago, text);
    }),
    { unread: 90 },
  ),
  sample(
    '33600000002',
    'Failed Sends',
    Array.from(
      { length: 2_000 },
      (_, at): Line =>
        agent((2_000 - at) * MINUTE, `Try ${at + 1}`, {
          status: 'failed',
          error: { code: 131026, title: 'Message undeliverable', detail: null, advice: 'Check the number.' },
        }),
    ),
  ),
];

const LOUIS = sample(
  '33698765432',
  'Louis Martin',
  [
    customer(3 * HOUR, 'Hello, my order 4471 has not arrived.'),
    assistant(3 * HOUR - MINUTE, 'I am sorry about that, Louis. A colleague is looking into it.', {
      rests_on: {
        parts: ['Delivery', 'Complaints'],
        tools: [{ name: 'find_order', outcome: 'failed' }],
        settings_version: 2,
      },
    }),
    agent(2 * HOUR, 'Hello Louis, this is Inès. The parcel left this morning.', { status: 'read' }),
    agent(95 * MINUTE, 'Here is the tracking number: 6A 1234 5678', {
      status: 'failed',
      error: {
        code: 131026,
        title: 'The message could not be delivered.',
        detail: 'Message undeliverable',
        advice: 'The customer may have blocked the number or use an old version of WhatsApp. Try again later, or call.',
      },
    }),
    { ...agent(90 * MINUTE, 'It should reach you tomorrow before noon.', { status: 'sent' }) },
    { ...agent(80 * MINUTE, 'On it!', { sent_by: 'app', status: 'played' }) },
    customer(6 * MINUTE, 'Thank you Inès'),
    customer(
      5 * MINUTE,
      'Is there a way to change the address? I will be at work tomorrow, at the other end of the city, and nobody is at home before seven in the evening.',
    ),
  ],
  (iso) => ({
    unread: 2,
    takeover: { until: iso(-9 * HOUR), by: 'Inès' },
    handed_over: { ...HANDED_OVER, at: iso(3 * HOUR - MINUTE) },
    window_closes_at: iso(-95 * MINUTE),
  }),
);

function buttons(text: string, titles: readonly string[]): NonNullable<Message['interactive']> {
  const offered = titles.map((title, at) => ({ type: 'reply' as const, reply: { id: `${at}`, title } }));
  return { type: 'button', body: { text }, action: { buttons: offered } };
}

/** The assistant lets the customer choose. */
const CHOSEN: readonly Line[] = [
  assistant(60.4 * MINUTE, 'Vous préférez être livrée ou passer à la boutique ?', {
    type: 'interactive',
    message_id: 'wamid.how',
    interactive: buttons('Vous préférez être livrée ou passer à la boutique ?', ['Être livrée', 'À la boutique']),
    rests_on: { parts: ['Livraison'], settings_version: 2 },
  }),
  customer(60.2 * MINUTE, 'Être livrée', { type: 'interactive', reply_to: 'wamid.how' }),
];

/** Every type of message. */
const types = (files: Files) =>
  sample(
    '33611223344',
    'Inès Marchal',
    [
      customer(71 * MINUTE, contentOf('image', 'Une autre'), {
        type: 'image',
        media: files.view(files.sample('tall'), { caption: 'Une autre' }),
      }),
      customer(70 * MINUTE, contentOf('image', 'Ma veste'), {
        type: 'image',
        message_id: 'wamid.veste',
        media: files.view(files.sample('photo'), { caption: 'Ma veste' }),
      }),
      customer(69.5 * MINUTE, contentOf('reaction', '👍'), {
        type: 'reaction',
        reaction: { message_id: 'wamid.veste', emoji: '👍' },
      }),
      customer(69 * MINUTE, contentOf('voice'), {
        type: 'audio',
        media: files.view(files.sample('sound'), {
          voice: true,
          transcript: 'Bonjour, est-ce que la veste serait prête pour samedi ?',
        }),
      }),
      customer(68 * MINUTE, contentOf('location', 'Marché'), {
        type: 'location',
        location: { latitude: 45.764, longitude: 4.8357, name: 'Marché', address: '1 place des Marronniers' },
      }),
      customer(67 * MINUTE, contentOf('document', 'devis.pdf'), {
        type: 'document',
        media: files.view(files.sample('pdf'), { filename: 'devis.pdf', text: 'Devis 4471 : 45,00 EUR' }),
      }),
      customer(66 * MINUTE, contentOf('contacts', 'Noé Marchal'), {
        type: 'contacts',
        contacts: [{ name: 'Noé Marchal', company: 'Atelier', phones: ['+33639980001'], emails: ['noe@shop.example'] }],
      }),
      customer(65 * MINUTE, contentOf('sticker'), { type: 'sticker', media: files.view(files.sample('photo')) }),
      customer(64 * MINUTE, contentOf('video'), {
        type: 'video',
        media: files.view('', { id: 'failed-1', state: 'failed', can_fetch: true, problem: TOO_LARGE }),
      }),
      customer(63.8 * MINUTE, contentOf('image'), { type: 'image', media: files.view('', { state: 'fetching' }) }),
      customer(63.5 * MINUTE, contentOf('document'), { type: 'document', media: files.view('', { state: 'expired' }) }),
      customer(63 * MINUTE, contentOf('unsupported'), { type: 'unsupported' }),
      agent(62 * MINUTE, 'Bonjour Inès, votre commande 4471 est prête. Voulez-vous être livrée ?', {
        type: 'template',
      }),
      customer(61 * MINUTE, 'Oui, volontiers', { type: 'button', reply_to: 'wamid.veste' }),
      agent(60.5 * MINUTE, 'Quel jour ?', { type: 'interactive', interactive: DAYS }),
      ...CHOSEN,
      customer(60 * MINUTE, contentOf('form'), {
        type: 'interactive',
        form: { name: 'Livraison', fields: [{ label: 'Étage', value: '3' }] },
      }),
      customer(59 * MINUTE, 'Appel manqué', {
        type: 'call',
        call: { direction: 'inbound', status: 'missed', at: new Date(Date.now() - 59 * MINUTE).toISOString() },
      }),
      customer(58 * MINUTE, contentOf('order', '2 × mug, 1 × tea — Emballés, merci'), {
        type: 'order',
        order: {
          catalog_id: '1',
          text: 'Emballés, merci',
          items: [
            { product: 'mug', quantity: 2, price: 12.5, currency: 'EUR' },
            { product: 'tea', quantity: 1, price: 7, currency: 'EUR' },
          ],
          total: 32,
        },
      }),
    ],
    { unread: 1 },
  );

const TOO_LARGE: NonNullable<Media['problem']> = {
  code: 'too_large',
  text: 'The file is larger than WhatsApp allows.',
  advice: 'Ask the customer for a smaller one.',
};

const DAYS: NonNullable<Message['interactive']> = {
  type: 'list',
  body: { text: 'Quel jour ?' },
  action: {
    button: 'Les jours',
    sections: [
      {
        rows: [
          { id: '1', title: 'Mardi', description: 'le matin' },
          { id: '2', title: 'Vendredi' },
        ],
      },
    ],
  },
};

const IN_DOUBT = sample(
  '33612340099',
  'Hugo Lenoir',
  [
    customer(34 * MINUTE, 'Please cancel order 1042.'),
    assistant(33 * MINUTE, 'I have asked for it, and a colleague will confirm it.', {
      rests_on: { tools: [{ name: 'cancel_order', outcome: 'in_doubt' }], settings_version: 2 },
    }),
  ],
  (iso) => ({ needs_person: { reason: 'tool_in_doubt', since: iso(33 * MINUTE) } }),
);

const ACTED = sample(
  '33612340101',
  'Ines Moreau',
  [
    customer(52 * MINUTE, 'Please book a table for two tonight.'),
    assistant(51 * MINUTE, 'A colleague will answer you as soon as possible.', {
      rests_on: { tools: [{ name: 'book_table', outcome: 'done' }], settings_version: 2 },
    }),
  ],
  (iso) => ({
    needs_person: { reason: 'tool_acted', since: iso(51 * MINUTE) },
    called: [{ name: 'book_table', outcome: 'done', said: '{"table": 7, "at": "19:30"}' }],
  }),
);

const NEEDS = sample(
  '14155550134',
  'Maya Chen',
  [customer(9 * MINUTE, 'Can I get a refund for the blue one?')],
  (iso) => ({
    unread: 1,
    needs_person: { reason: 'model_failed', since: iso(8 * MINUTE) },
  }),
);

const OLD = sample(
  '41791234567',
  null,
  [
    customer(75 * HOUR, 'Grüezi, haben Sie am Montag offen?'),
    assistant(75 * HOUR - MINUTE, 'Guten Tag! Ja, von 9 bis 18:30 Uhr.'),
    agent(30 * HOUR, 'Ihre Bestellung liegt bereit.', {
      status: 'failed',
      error: {
        code: 131047,
        title: 'The 24-hour window is closed.',
        detail: null,
        advice: 'Send an approved template instead.',
      },
    }),
  ],
  (iso) => ({
    needs_person: { reason: 'window_closed', since: iso(30 * HOUR) },
    failed_since: iso(30 * HOUR),
    window_closes_at: iso(51 * HOUR),
  }),
);

const USERNAME = sample(
  null,
  null,
  [
    customer(28 * HOUR, '<b>not bold</b> & https://example.org'),
    assistant(28 * HOUR - MINUTE, 'Hello! How can I help?', { status: 'delivered' }),
  ],
  { username: 'jo.bakes', closed: true },
);

/** What became of messages. */
const BECAME = sample(
  '33639980071',
  'Salomé Vidal',
  [
    customer(
      55 * MINUTE,
      '*Bonjour* ! _Deux_ tasses, ~trois~ : https://shop.example/tasse_(bleue).\n- une bleue\n- une `rouge`',
    ),
    customer(54 * MINUTE, 'שלום, 12 €?'),
    customer(53 * MINUTE, '', { deleted_at: new Date(Date.now() - 50 * MINUTE).toISOString() }),
    customer(52 * MINUTE, 'Deux, pas trois', { edited_at: new Date(Date.now() - 51 * MINUTE).toISOString() }),
    customer(51 * MINUTE, '*Gras*', { edited_at: new Date(Date.now() - 50 * MINUTE).toISOString() }),
    customer(50 * MINUTE, contentOf('contacts', 'Juan Test, +34 600 98 05 01'), {
      type: 'contacts',
      contacts: [{ name: 'Juan Test', company: null, phones: ['+34 600 98 05 01'] }],
    }),
    customer(49 * MINUTE, contentOf('location', 'Atelier'), {
      type: 'location',
      location: { latitude: 45.764, longitude: 4.8357, name: 'Atelier', address: null },
    }),
    agent(48 * MINUTE, 'Votre commande part demain.', { status: 'unknown' }),
    agent(47 * MINUTE, 'Modèle en attente', { type: 'template', status: 'pending', cancellable: true }),
  ],
  (iso) => ({
    needs_person: { reason: 'outcome_unknown', since: iso(47 * MINUTE) },
    failed_since: iso(47 * MINUTE),
    marketing_opted_out: true,
  }),
);

const STOP = sample('32470123456', 'Noor Peeters', [customer(120 * HOUR, 'STOP')], { opted_out: true });

const WRITING = sample('33755001122', 'Camille Roux', [customer(1 * MINUTE, 'Vous livrez à Villeurbanne ?')], {
  answering: true,
  unread: 1,
});

/** The same person as Awa Diallo, who now hides her number. */
const HIDDEN = sample(
  null,
  'Awa Diallo',
  [
    customer(27 * MINUTE, 'Bonjour, c’est encore Awa : avez-vous reçu ma photo ?'),
    assistant(26 * MINUTE, 'Bonjour Awa ! Oui, elle est bien arrivée.'),
  ],
  { username: 'awa.diallo', user_id: 'FR.13491208655302741918' },
);

const USER_ID = sample(null, null, [customer(40 * MINUTE, 'Is the blue mug still there?')], {
  user_id: 'GB.28471093716482039517',
});

const GROUP = sample(
  null,
  null,
  [
    customer(35 * MINUTE, 'Who can bring the samples on Saturday?', { from_name: 'Salma Haddad' }),
    customer(33 * MINUTE, 'I can, after ten.', { from_number: '+33677889900' }),
    customer(12 * MINUTE, contentOf('image', 'The blue ones'), { type: 'image', from_name: 'Salma Haddad' }),
    customer(11 * MINUTE, 'Merci Salma !', { from_name: 'Théo Garnier' }),
  ],
  { unread: 2, group: { id: 'Y2FwaV9ncm91cDox' }, window_closes_at: null },
);

const MANY = Array.from({ length: 45 }, (_, at) =>
  sample(`3370000${1000 + at}`, `Customer ${at + 1}`, [customer((6 * 24 + at * 9) * HOUR, 'Merci, bonne journée !')], {
    closed: at % 3 === 0,
  }),
);

const CONVERSATIONS: readonly Sample[] = [
  NEEDS,
  WRITING,
  IN_DOUBT,
  ACTED,
  OLD,
  USERNAME,
  BECAME,
  STOP,
  HIDDEN,
  USER_ID,
  GROUP,
  ...MANY,
];
