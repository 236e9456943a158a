/** A note among the messages. Its author may change and delete it. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { clockTime, fullTime } from '../../time';
import { Icon } from '../../ui/Icon';
import { colleague } from '../names';
import { ProblemNotice } from '../ProblemNotice';
import { useMay } from '../role';
import { useAction } from '../useAction';
import type { Note } from './calls';
import { useTeamTexts } from './texts';

export interface NoteActions {
  /** Each resolves when its result is shown. */
  edit(note: Note, text: string): Promise<void>;
  remove(note: Note): Promise<void>;
}

export function NoteRow({ note, actions }: { note: Note; actions: NoteActions }) {
  const text = useTeamTexts();
  const translation = useTranslation();
  const { serve } = useMay();
  const [state, setState] = useState<'shown' | 'edited' | 'deleted'>('shown');
  const row = useRef<HTMLLIElement>(null);
  // The button that was pressed is gone.
  const close = () => {
    setState('shown');
    row.current?.focus();
  };
  const author = colleague(note.author, null);
  const by = author && author !== 'me' ? text('noteBy', { name: author.name }) : text('noteBySomebody');
  const title = note.own && author === null ? text('noteByMe') : by;
  return (
    <li class="note" data-testid="note" ref={row} tabIndex={-1}>
      <article aria-label={title}>
        <p class="note-head">
          <Icon name="template" />
          {title}
        </p>
        {state === 'edited' ? (
          <Editing note={note} actions={actions} onClose={close} />
        ) : (
          <p class="note-text" dir="auto">
            {marked(note)}
          </p>
        )}
        {state === 'deleted' && <Deleting note={note} actions={actions} onClose={close} />}
        <p class="meta">
          <time dateTime={note.at} title={fullTime(note.at, translation)}>
            {clockTime(note.at, translation)}
          </time>
          {note.edited_at && <span title={fullTime(note.edited_at, translation)}>· {text('edited')}</span>}
          {note.own && serve && state === 'shown' && (
            <>
              <button type="button" class="link-button" data-testid="note-edit" onClick={() => setState('edited')}>
                {text('edit')}
              </button>
              <button type="button" class="link-button" onClick={() => setState('deleted')}>
                {text('delete')}
              </button>
            </>
          )}
        </p>
      </article>
    </li>
  );
}

/** The text, with the colleagues that it mentions in bold. */
function marked({ text, mentions }: Note) {
  const names = mentions.map((name) => `@${name}`);
  return text.split(/(\s+)/).map((word, at) => {
    const named = names.find(
      (name) => word === name || (word.startsWith(name) && !/^[\p{L}\p{N}]/u.test(word.slice(name.length))),
    );
    return named ? <strong key={at}>{word}</strong> : word;
  });
}

interface ChangeProps {
  note: Note;
  actions: NoteActions;
  onClose: () => void;
}

function Editing({ note, actions, onClose }: ChangeProps) {
  const text = useTeamTexts();
  const id = useId();
  const { busy, problem, run, dismiss } = useAction();
  const [changed, setChanged] = useState(note.text);
  // What the author saw. The row follows the note, which a colleague may change meanwhile.
  const [seen] = useState(note);
  const now = problem?.members.text;
  // Whoever was told what it says now, and saves again, wants that replaced.
  const replaced = typeof now === 'string' ? note : seen;
  useEffect(() => document.getElementById(id)?.focus(), [id]);
  return (
    <form
      class="note-edit"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed.trim() !== '') run(() => actions.edit(replaced, changed).then(onClose));
      }}
    >
      <label class="sr-only" for={id}>
        {text('note')}
      </label>
      <textarea
        id={id}
        class="field"
        dir="auto"
        rows={3}
        maxLength={4096}
        value={changed}
        onInput={(event) => setChanged(event.currentTarget.value)}
      />
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
      {typeof now === 'string' && <p dir="auto">{text('changed', { text: now })}</p>}
      <div class="team-buttons">
        <button type="submit" class="button note-save" aria-disabled={busy}>
          {text('save')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {text('cancel')}
        </button>
      </div>
    </form>
  );
}

function Deleting({ note, actions, onClose }: ChangeProps) {
  const text = useTeamTexts();
  const { busy, problem, run, dismiss } = useAction();
  const [seen] = useState(note);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  return (
    <div class="note-edit" role="alert" ref={box}>
      <p>{text('deleteSure')}</p>
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
      <div class="team-buttons">
        <button
          type="button"
          class="button"
          aria-disabled={busy}
          onClick={() => run(() => actions.remove(problem ? note : seen))}
        >
          {text('delete')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {text('cancel')}
        </button>
      </div>
    </div>
  );
}
