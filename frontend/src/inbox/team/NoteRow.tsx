/** A note among the messages. Its author may change and delete it. */
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { clockTime, fullTime } from '../../time';
import { charactersOf, limit } from '../../ui/characters';
import { Icon } from '../../ui/Icon';
import { inBrowser } from '../../ui/storage';
import { uuid } from '../../ui/uuid';
import { colleague } from '../names';
import { ProblemNotice } from '../ProblemNotice';
import { useMay } from '../role';
import { useAction } from '../useAction';
import { type NewNote, type Note, noteKeys } from './calls';
import type { Edits, NoteEdit } from './edits';
import { saidName } from './me';
import { LONGEST } from './NoteComposer';
import { useTeamTexts } from './texts';

export interface NoteActions {
  edits: Edits;
  /** Each resolves when its result is shown. */
  write(note: NewNote): Promise<void>;
  edit(note: Note, text: string): Promise<void>;
  remove(note: Note): Promise<void>;
}

export function NoteRow({ note, actions }: { note: Note; actions: NoteActions }) {
  const text = useTeamTexts();
  const translation = useTranslation();
  const { serve } = useMay();
  const [deleting, setDeleting] = useState(false);
  const edit = actions.edits.of(note.id);
  const row = useRef<HTMLLIElement>(null);
  // The button that was pressed is gone.
  const close = () => {
    setDeleting(false);
    actions.edits.end(note.id);
    (edit?.gone ? row.current?.closest<HTMLElement>('.log') : row.current)?.focus();
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
        {edit ? (
          <Editing note={note} edit={edit} actions={actions} onClose={close} />
        ) : (
          <p class="note-text" dir="auto">
            {marked(note)}
          </p>
        )}
        {deleting && <Deleting note={note} actions={actions} onClose={close} />}
        <p class="meta">
          <time dateTime={note.at} title={fullTime(note.at, translation)}>
            {clockTime(note.at, translation)}
          </time>
          {note.edited_at && <span title={fullTime(note.edited_at, translation)}>· {text('edited')}</span>}
          {note.own && serve && !edit && !deleting && (
            <>
              <button
                type="button"
                class="link-button"
                data-testid="note-edit"
                onClick={() => actions.edits.begin(note)}
              >
                {text('edit')}
              </button>
              <button type="button" class="link-button" data-testid="note-delete" onClick={() => setDeleting(true)}>
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

function Editing({ note, edit, actions, onClose }: ChangeProps & { edit: NoteEdit }) {
  const text = useTeamTexts();
  const id = useId();
  const { busy, problem, run, dismiss } = useAction();
  const keys = useMemo(() => noteKeys(uuid), []);
  const { text: changed, gone } = edit;
  const now = problem?.members.text;
  // What the author saw; the row follows the note, which they may change in another window. Whoever was told what it says now,
  // and saves again, wants that replaced.
  const replaced = typeof now === 'string' ? note : edit.note;
  const save = () => {
    const said = changed.trim();
    const name = saidName(inBrowser) || null;
    return gone ? actions.write({ text: said, name, key: keys.of(said) }) : actions.edit(replaced, said);
  };
  useEffect(() => document.getElementById(id)?.focus(), [id]);
  return (
    <form
      class="note-edit"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed.trim() !== '') run(() => save().then(onClose));
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
        value={changed}
        onInput={({ currentTarget }) => {
          limit(currentTarget, LONGEST, text('over', { count: charactersOf(currentTarget.value) - LONGEST }));
          actions.edits.type(note.id, currentTarget.value);
        }}
      />
      {gone && <p role="alert">{text('gone')}</p>}
      {problem && !(gone && problem.status === 404) && <ProblemNotice problem={problem} onDismiss={dismiss} />}
      {typeof now === 'string' && !gone && <p dir="auto">{text('changed', { text: now })}</p>}
      <div class="team-buttons">
        <button type="submit" class="button note-save" data-testid="note-resave" aria-disabled={busy}>
          {text(gone ? 'saveNew' : 'save')}
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
