/**
 * What the server puts into `content` for a message that is more than a text: the words of `shared/whatsapp/src/message`,
 * in the caller's language. A test compares them with that folder.
 */
type InBoth = readonly [en: string, fr: string];

export const WORDS = {
  image: ['📷 Photo', '📷 Photo'],
  video: ['🎬 Video', '🎬 Vidéo'],
  audio: ['🎵 Audio file', '🎵 Fichier audio'],
  voice: ['🎤 Voice message', '🎤 Message vocal'],
  document: ['📄 Document', '📄 Document'],
  sticker: ['💟 Sticker', '💟 Autocollant'],
  location: ['📍 Location', '📍 Position'],
  contacts: ['👤 Contact', '👤 Contact'],
  reaction: ['Reacted', 'A réagi par'],
  reactionRemoved: ['Took a reaction back', 'A retiré sa réaction'],
  choice: ['☑️ Choice', '☑️ Choix'],
  form: ['📝 Form filled in', '📝 Formulaire rempli'],
  order: ['🛒 Order', '🛒 Commande'],
  unsupported: [
    '⚠️ A message that WhatsApp does not pass on: see it on the phone',
    '⚠️ Un message que WhatsApp ne transmet pas : à voir sur le téléphone',
  ],
  unknown: ['Message of an unknown type', "Message d'un type inconnu"],
} as const satisfies Record<string, InBoth>;

export type Word = keyof typeof WORDS;

const SEPARATORS: Readonly<Partial<Record<Word, InBoth>>> = { reaction: [' ', ' '] };
const COLON: InBoth = [': ', '\u00a0: '];

/** The content in English, as the mock keeps it: `📷 Photo: the coat`. */
export function contentOf(word: Word, detail = ''): string {
  return detail === '' ? WORDS[word][0] : `${WORDS[word][0]}${(SEPARATORS[word] ?? COLON)[0]}${detail}`;
}

/** The same content in the language of the caller. */
export function inLanguage(content: string, language: string): string {
  const { word, detail } = parts(content);
  if (word === null || !language.startsWith('fr')) return content;
  return detail === '' ? WORDS[word][1] : `${WORDS[word][1]}${(SEPARATORS[word] ?? COLON)[1]}${detail}`;
}

/** The part that the customer sent: the simulated phone shows it without the server's words. */
export function detailOf(content: string): string {
  return parts(content).detail;
}

function parts(content: string): { word: Word | null; detail: string } {
  for (const word of Object.keys(WORDS) as Word[]) {
    if (content === WORDS[word][0]) return { word, detail: '' };
    const start = WORDS[word][0] + (SEPARATORS[word] ?? COLON)[0];
    if (content.startsWith(start)) return { word, detail: content.slice(start.length) };
  }
  return { word: null, detail: content };
}
