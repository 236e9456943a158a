/** The place where a note is written, which is loaded when it is opened. The text box has the focus then. */
import type { ComponentProps } from 'preact';
import { useEffect } from 'preact/hooks';
import type { NoteComposer } from './NoteComposer';
import { useTeam } from './useTeam';

export function NoteSlot(props: ComponentProps<typeof NoteComposer>) {
  const Loaded = useTeam(true)?.NoteComposer;
  useEffect(() => {
    if (Loaded) document.getElementById('note-text')?.focus();
  }, [Loaded]);
  return Loaded ? <Loaded {...props} /> : <div class="composer" aria-busy="true" />;
}
