/** The notes of the open conversation, and whether one writes to the customer or to colleagues. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Api } from '../api';
import type { Reply } from '../Composer';
import type { InboxData } from '../useInboxData';
import { deleteNote, editNote, type NewNote, type Note, writeNote } from './calls';
import { useEdits } from './edits';
import { knownIn } from './known';
import type { Mode } from './mode';
import { useNotes } from './useNotes';

/** `failure`: what was not sent to the customer is shown where one replies. */
export function useThreadNotes(id: string, api: Api, data: InboxData, failure: object | null) {
  const { conversation, feed, list } = data;
  const { all, reload } = useNotes(api, conversation);
  const known = useMemo(() => knownIn(list.items, all), [list.items, all]);
  const [mode, setMode] = useMode(failure);
  const { edits, shown: notes } = useEdits(all);
  const shown = async () => {
    reload();
    await feed.poll();
  };
  return {
    all: notes,
    known,
    mode,
    setMode,
    /** To answer a message is to write to the customer. */
    replying: (reply: Reply): Reply => ({
      ...reply,
      to(message) {
        if (message !== null) setMode('reply');
        reply.to(message);
      },
    }),
    /** Each resolves when its result is shown. */
    actions: {
      edits,
      write: (note: NewNote) => writeNote(api, id, note).then(shown),
      edit: (note: Note, text: string) =>
        editNote(api, id, note, text).then(shown, (error: unknown) => {
          // It was deleted: that is seen once the notes are loaded again.
          reload();
          throw error;
        }),
      remove: (note: Note) => deleteNote(api, id, note).then(shown),
    },
  };
}

export type ThreadNotes = ReturnType<typeof useThreadNotes>;

function useMode(failure: object | null) {
  const [mode, setMode] = useState<Mode>('reply');
  const before = useRef(mode);
  useEffect(() => {
    if (failure) setMode('reply');
  }, [failure]);
  useEffect(() => {
    if (before.current !== mode && mode === 'reply') document.getElementById('composer-text')?.focus();
    before.current = mode;
  }, [mode]);
  return [mode, setMode] as const;
}
