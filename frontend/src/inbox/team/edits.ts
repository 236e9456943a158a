/**
 * What is being changed in notes. It is kept apart from their rows: a row moves when a message comes, and is gone when its author
 * deletes the note in another window. What was typed stays.
 */
import { useState } from 'preact/hooks';
import type { Note } from './calls';

export interface NoteEdit {
  /** As its author saw it when they began. */
  note: Note;
  text: string;
  /** It was deleted meanwhile. */
  gone: boolean;
}

export interface Edits {
  /** Null when the note is not being changed. */
  of(id: string): NoteEdit | null;
  begin(note: Note): void;
  type(id: string, text: string): void;
  end(id: string): void;
}

type Kept = ReadonlyMap<string, Pick<NoteEdit, 'note' | 'text'>>;

/** All notes, and those that were deleted while they are being changed, at their times. */
export function withEdited(all: readonly Note[], edited: readonly Note[]): readonly Note[] {
  const gone = edited.filter(({ id }) => !all.some((each) => each.id === id));
  return gone.length === 0 ? all : [...all, ...gone].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export function useEdits(all: readonly Note[]): { edits: Edits; shown: readonly Note[] } {
  const [kept, setKept] = useState<Kept>(new Map());
  const set = (id: string, edit: Pick<NoteEdit, 'note' | 'text'> | null) =>
    setKept((now) => {
      const next = new Map(now);
      if (edit === null) next.delete(id);
      else next.set(id, edit);
      return next;
    });
  const edits: Edits = {
    of(id) {
      const edit = kept.get(id);
      return edit ? { ...edit, gone: !all.some((each) => each.id === id) } : null;
    },
    begin: (note) => set(note.id, { note, text: note.text }),
    type(id, text) {
      const edit = kept.get(id);
      if (edit) set(id, { ...edit, text });
    },
    end: (id) => set(id, null),
  };
  const edited = [...kept.values()].map(({ note }) => note);
  return { edits, shown: withEdited(all, edited) };
}
