/** Writing a note. It has no way to the customer: what is saved here goes to the notes alone. */
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import type { Person } from '../../signin/idToken';
import { useTranslation } from '../../text/Language';
import { charactersOf, limit } from '../../ui/characters';
import { useFittingHeight } from '../../ui/hooks';
import { isSendKey } from '../../ui/keys';
import { inBrowser } from '../../ui/storage';
import { uuid } from '../../ui/uuid';
import type { Drafts } from '../drafts';
import { ProblemNotice } from '../ProblemNotice';
import { useAction } from '../useAction';
import { type NewNote, noteKeys } from './calls';
import type { Known } from './known';
import { accountName, saidName, sayName } from './me';
import { mentionAt, mentioned } from './mention';
import { noteDraft } from './mode';
import { useTeamTexts } from './texts';

export const LONGEST = 4096;
const LONGEST_NAME = 100;

interface Props {
  /** Of the conversation. */
  id: string;
  drafts: Drafts;
  known: Known;
  person: Person | null;
  /** Resolves when the note is shown. */
  onSave: (note: NewNote) => Promise<void>;
}

export function NoteComposer({ id, drafts, known, person, onSave }: Props) {
  const text = useTeamTexts();
  const { busy, problem, run, dismiss } = useAction();
  const input = useRef<HTMLTextAreaElement>(null);
  const [written, setWritten] = useState(() => drafts.get(noteDraft(id)) ?? '');
  const [caret, setCaret] = useState(0);
  const [name, setName] = useState(() => saidName(inBrowser));
  const keys = useMemo(() => noteKeys(uuid), []);
  useFittingHeight(input, written);
  const change = (next: string) => {
    drafts.set(noteDraft(id), next);
    setWritten(next);
  };
  const over = charactersOf(written) - LONGEST;
  const savable = written.trim() !== '' && over <= 0;
  const save = () => {
    if (!savable || busy) return;
    run(async () => {
      await onSave({ text: written, name: name.trim() || null, key: keys.of(written) });
      keys.written();
      change('');
      input.current?.focus();
    });
  };
  return (
    <form
      class="composer note-composer"
      data-testid="note-composer"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
      {accountName(person) === null && <OwnName name={name} onName={setName} />}
      <Offers
        offers={mentionAt(written, caret, known.names)}
        onOffer={(offer) => {
          change(mentioned(written, caret, offer));
          input.current?.focus();
        }}
      />
      <label class="sr-only" for="note-text">
        {text('note')}
      </label>
      <textarea
        ref={input}
        id="note-text"
        class="field"
        dir="auto"
        rows={2}
        placeholder={text('note')}
        aria-describedby="note-hint"
        aria-invalid={over > 0}
        value={written}
        onInput={(event) => {
          change(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
        }}
        onKeyDown={(event) => {
          if (!isSendKey(event)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <div class="note-actions">
        <p id="note-hint" class="hint">
          {over > 0 ? text('over', { count: over }) : text('noteHint')}
        </p>
        <button type="submit" class="button note-save" data-testid="note-save" disabled={!savable}>
          {text('save')}
        </button>
      </div>
    </form>
  );
}

/** With an admin token colleagues say who they are. */
function OwnName({ name, onName }: { name: string; onName: (name: string) => void }) {
  const text = useTeamTexts();
  const { t } = useTranslation();
  const id = useId();
  return (
    <div class="team-line">
      <label for={id}>{text('myName')}</label>
      <input
        id={id}
        class="field"
        dir="auto"
        autocomplete="nickname"
        value={name}
        onInput={({ currentTarget }) => {
          limit(currentTarget, LONGEST_NAME, t('composer.full', { most: LONGEST_NAME }));
          onName(currentTarget.value);
          sayName(inBrowser, currentTarget.value);
        }}
      />
    </div>
  );
}

/** Colleagues that the word at the caret may mention. */
function Offers({ offers, onOffer }: { offers: readonly string[]; onOffer: (offer: string) => void }) {
  if (offers.length === 0) return null;
  return (
    <div class="team-buttons">
      {offers.map((offer) => (
        <button key={offer} type="button" class="button button-small" onClick={() => onOffer(offer)}>
          <bdi>@{offer}</bdi>
        </button>
      ))}
    </div>
  );
}
