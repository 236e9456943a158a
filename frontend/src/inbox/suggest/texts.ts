/** The texts of suggestions. They are loaded with them. */
import { Catalogue, type Keyed, spaced } from '../../text/catalogue';
import { useTranslation } from '../../text/Language';
import type { Values } from '../../text/translate';

const en = {
  ask: 'Suggest an answer',
  asking: 'The assistant is writing a suggestion…',
  cancel: 'Cancel',
  offered: 'The suggestion would replace what you typed:',
  replace: 'Replace it',
  keep: 'Keep what I typed',
  placed: 'Read the suggestion before you send it.',
  undo: 'Undo',
  redo: 'Put the suggestion back',
  offers: 'It would offer to choose: {titles}',
  handsOver: 'The assistant would hand over to a person:',
  empty: 'The assistant has no suggestion.',
  noAnswer: 'No suggestion came within a minute.',
  later: 'Ask again, or write without it.',
} as const;

export type SuggestKey = keyof typeof en;
type Table = Keyed<typeof en>;

const fr: Table = {
  ask: 'Proposer une réponse',
  asking: 'L’assistant écrit une proposition…',
  cancel: 'Annuler',
  offered: 'La proposition remplacerait ce que vous avez tapé :',
  replace: 'Remplacer',
  keep: 'Garder ce que j’ai tapé',
  placed: 'Relisez la proposition avant de l’envoyer.',
  undo: 'Défaire',
  redo: 'Remettre la proposition',
  offers: 'Elle proposerait de choisir : {titles}',
  handsOver: 'L’assistant transmettrait à une personne :',
  empty: 'L’assistant n’a rien à proposer.',
  noAnswer: 'Aucune proposition en une minute.',
  later: 'Redemandez, ou écrivez sans elle.',
};

const es: Table = {
  ask: 'Sugerir una respuesta',
  asking: 'El asistente está escribiendo una sugerencia…',
  cancel: 'Cancelar',
  offered: 'La sugerencia sustituiría lo que ha escrito:',
  replace: 'Sustituirlo',
  keep: 'Conservar lo que he escrito',
  placed: 'Lea la sugerencia antes de enviarla.',
  undo: 'Deshacer',
  redo: 'Volver a poner la sugerencia',
  offers: 'Ofrecería elegir: {titles}',
  handsOver: 'El asistente pasaría la conversación a una persona:',
  empty: 'El asistente no tiene ninguna sugerencia.',
  noAnswer: 'No llegó ninguna sugerencia en un minuto.',
  later: 'Pregunte de nuevo, o escriba sin ella.',
};

const pt: Table = {
  ask: 'Sugerir uma resposta',
  asking: 'O assistente está escrevendo uma sugestão…',
  cancel: 'Cancelar',
  offered: 'A sugestão substituiria o que você digitou:',
  replace: 'Substituir',
  keep: 'Manter o que digitei',
  placed: 'Leia a sugestão antes de enviá-la.',
  undo: 'Desfazer',
  redo: 'Pôr a sugestão de volta',
  offers: 'Ofereceria escolher: {titles}',
  handsOver: 'O assistente passaria a conversa a uma pessoa:',
  empty: 'O assistente não tem sugestão.',
  noAnswer: 'Nenhuma sugestão veio em um minuto.',
  later: 'Pergunte de novo, ou escreva sem ela.',
};

const ar: Table = {
  ask: 'اقتراح رد',
  asking: 'المساعد يكتب اقتراحًا…',
  cancel: 'إلغاء',
  offered: 'سيحل الاقتراح محل ما كتبته:',
  replace: 'استبداله',
  keep: 'الاحتفاظ بما كتبته',
  placed: 'اقرأ الاقتراح قبل إرساله.',
  undo: 'تراجع',
  redo: 'إعادة الاقتراح',
  offers: 'سيعرض الاختيار بين: {titles}',
  handsOver: 'سيسلّم المساعد المحادثة إلى شخص:',
  empty: 'لا اقتراح لدى المساعد.',
  noAnswer: 'لم يأتِ اقتراح خلال دقيقة.',
  later: 'اسأل مرة أخرى، أو اكتب من دونه.',
};

/** They are short, and loaded together. */
export const suggestTexts = new Catalogue(en, {
  fr: async () => spaced(fr),
  es: async () => es,
  pt: async () => pt,
  ar: async () => ar,
});

export function useSuggestTexts() {
  const { language, locale } = useTranslation();
  return (key: SuggestKey, values: Values = {}) => suggestTexts.text({ language, locale }, key, values);
}
