/** The texts of suggestions. They are loaded with them. */
import { useTranslation } from '../../text/Language';
import { filled, type Language, spaced, type Values } from '../../text/translate';

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
type Table = Readonly<Record<SuggestKey, string>>;

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

export const suggestTables: Readonly<Record<Language, Table>> = { en, fr: spaced(fr) };

export function useSuggestTexts() {
  const { language } = useTranslation();
  return (key: SuggestKey, values: Values = {}) => filled(suggestTables[language][key], values);
}
