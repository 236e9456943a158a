/** Below the messages: where one replies, and where one writes a note. The reply stays as it is while a note is written. */
import type { ComponentChildren } from 'preact';
import type { Person } from '../../signin/idToken';
import type { Drafts } from '../drafts';
import { useMay } from '../role';
import { ModeSwitch } from './ModeSwitch';
import { NoteSlot } from './NoteSlot';
import type { ThreadNotes } from './useThreadNotes';

interface Props {
  /** Of the conversation; null until it is known. */
  id: string | null;
  drafts: Drafts;
  person: Person | null;
  notes: Pick<ThreadNotes, 'known' | 'mode' | 'setMode' | 'actions'>;
  children: ComponentChildren;
}

export function WritingPlace({ id, drafts, person, notes: { known, mode, setMode, actions }, children }: Props) {
  const { serve } = useMay();
  const noting = mode === 'note' && id !== null;
  return (
    <>
      {serve && id !== null && <ModeSwitch mode={mode} onMode={setMode} />}
      {noting && <NoteSlot {...{ id, drafts, known, person }} onSave={actions.write} />}
      <div class="reply-place" hidden={noting}>
        {children}
      </div>
    </>
  );
}
