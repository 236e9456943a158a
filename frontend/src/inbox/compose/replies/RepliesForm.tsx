/** The quick replies of this browser: adding, changing and removing them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../../text/Language';
import { useFittingHeight } from '../../../ui/hooks';
import { inBrowser } from '../../../ui/storage';
import { useEscape } from '../../escape';
import { MAX_LENGTH } from '../../length';
import { asName, MOST_NAME, type QuickReply, readReplies, saved, writeReplies } from './replies';

export interface RepliesFormProps {
  onClose: () => void;
}

const NEW: QuickReply = { name: '', text: '' };

export function RepliesForm({ onClose }: RepliesFormProps) {
  const { t } = useTranslation();
  const [replies, setReplies] = useState(() => readReplies(inBrowser));
  const [draft, setDraft] = useState(NEW);
  // The name of the one that is being changed.
  const [former, setFormer] = useState<string | null>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  useEscape(onClose);
  const keep = (next: readonly QuickReply[]) => {
    writeReplies(inBrowser, next);
    setReplies(readReplies(inBrowser));
  };
  const edit = (reply: QuickReply, name: string | null) => {
    setDraft(reply);
    setFormer(name);
    first.current?.focus();
  };
  const name = asName(draft.name);
  const submit = (event: Event) => {
    event.preventDefault();
    if (name === '' || draft.text.trim() === '') return;
    keep(saved(replies, { name, text: draft.text }, former));
    edit(NEW, null);
  };
  return (
    <form class="template" aria-label={t('replies.title')} data-testid="replies-form" onSubmit={submit}>
      <div class="template-head">
        <p>
          <strong>{t('replies.title')}</strong> {t('replies.lead')}
        </p>
        <button type="button" class="button button-quiet button-small" onClick={onClose}>
          {t('template.text')}
        </button>
      </div>
      <Kept
        replies={replies}
        onEdit={(reply) => edit(reply, reply.name)}
        onRemove={(gone) => keep(replies.filter((each) => each !== gone))}
      />
      <label>
        {t('replies.name')}
        <input
          ref={first}
          class="field"
          maxLength={MOST_NAME + 1}
          value={draft.name}
          onInput={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
      </label>
      <TextField text={draft.text} onText={(text) => setDraft({ ...draft, text })} />
      <button type="submit" class="button button-primary" disabled={name === '' || draft.text.trim() === ''}>
        {t('replies.save')}
      </button>
    </form>
  );
}

function TextField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation();
  const box = useRef<HTMLTextAreaElement>(null);
  useFittingHeight(box, text);
  return (
    <label>
      {t('replies.text')}
      <textarea
        ref={box}
        class="field"
        dir="auto"
        rows={2}
        maxLength={MAX_LENGTH}
        aria-describedby="replies-hint"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <span class="hint" id="replies-hint">
        {t('replies.hint')}
      </span>
    </label>
  );
}

interface KeptProps {
  replies: readonly QuickReply[];
  onEdit: (reply: QuickReply) => void;
  onRemove: (reply: QuickReply) => void;
}

function Kept({ replies, onEdit, onRemove }: KeptProps) {
  const { t } = useTranslation();
  if (replies.length === 0) return <p class="hint">{t('replies.none')}</p>;
  return (
    <ul class="replies">
      {replies.map((reply) => (
        <li key={reply.name}>
          <p>
            <strong>/{reply.name}</strong> <span dir="auto">{reply.text}</span>
          </p>
          <button
            type="button"
            class="button button-small"
            aria-label={t('replies.editLong', { name: reply.name })}
            onClick={() => onEdit(reply)}
          >
            {t('replies.edit')}
          </button>
          <button
            type="button"
            class="button button-small"
            aria-label={t('replies.removeLong', { name: reply.name })}
            onClick={() => onRemove(reply)}
          >
            {t('replies.remove')}
          </button>
        </li>
      ))}
    </ul>
  );
}
