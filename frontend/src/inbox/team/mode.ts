/** Whether one writes to the customer or to colleagues. */
import { type Drafts, moveDraft } from '../drafts';

export type Mode = 'reply' | 'note';

/** Under this the draft of a note is kept, apart from that of a reply. */
export const noteDraft = (id: string) => `note:${id}`;

/** The draft goes along when the conversation is joined into another one. */
export function moveNoteDraft(drafts: Drafts, from: string, to: string): void {
  moveDraft(drafts, noteDraft(from), noteDraft(to));
}
