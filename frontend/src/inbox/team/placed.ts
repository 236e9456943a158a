/** Where notes stand among the messages: at their time. */
import type { Message } from '../contract';
import { placeOf } from '../merge';
import type { Note } from './calls';

export interface PlacedNotes {
  /** Those that stand above a message, by its id. */
  above: ReadonlyMap<string, readonly Note[]>;
  /** Those after the last message. */
  last: readonly Note[];
}

export const NO_NOTES: PlacedNotes = { above: new Map(), last: [] };

/** `more`: there are older messages, so notes from before the first are not shown yet. */
export function placed(notes: readonly Note[], messages: readonly Pick<Message, 'id'>[], more: boolean): PlacedNotes {
  if (notes.length === 0) return NO_NOTES;
  const above = new Map<string, Note[]>();
  const last: Note[] = [];
  let next = 0;
  for (const note of notes) {
    const at = Date.parse(note.at);
    while (next < messages.length && placeOf(messages[next]?.id ?? '') <= at) next += 1;
    const below = messages[next];
    if (below === undefined) last.push(note);
    else if (next > 0 || !more) above.set(below.id, [...(above.get(below.id) ?? []), note]);
  }
  return { above, last };
}
