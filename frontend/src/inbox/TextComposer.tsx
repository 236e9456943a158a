/** Writing free text, with a count of the characters left when few are. */
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { useFittingHeight } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { isSendKey } from '../ui/keys';
import { EmojiSlot } from './compose/emoji/EmojiSlot';
import { COMPOSER_FORM } from './compose/FileTray';
import { replaceIn } from './compose/insert';
import { ReplyList } from './compose/replies/ReplyList';
import type { ReplyValues } from './compose/replies/replies';
import { REPLIES_LIST, type Replies, replyId, useReplies } from './compose/replies/useReplies';
import { pastedFiles } from './compose/useDrop';
import type { Drafts } from './drafts';
import { type Length, lengthOf } from './length';
import { MarkPreview } from './markup/MarkPreview';

interface Props {
  /** Of the conversation. */
  id: string;
  /** A new object when the draft was changed outside of the composer. */
  redrafted: object | null;
  drafts: Drafts;
  hint: string | null;
  /**
   * Files go along, and it can be sent without a text: the name of the file whose caption this text becomes; empty when it is
   * a message of its own. Null without files.
   */
  captioned: ((text: string) => string) | null;
  /** Nothing can be sent just now. */
  busy: boolean;
  /** What else can be sent is shown. */
  menuOpen: boolean;
  /** What the placeholders of a quick reply stand for. */
  values: ReplyValues;
  onSend: (text: string) => void;
  onFiles: (files: File[]) => void;
  onMenu: () => void;
  onVoice: () => void;
  onTyped: (text: string) => void;
  /** Shown above the text, which it can change. */
  above?: ((text: string, setText: (text: string) => void) => ComponentChildren) | undefined;
}

export function TextComposer(props: Props) {
  const { id, redrafted, drafts, hint, captioned, busy, menuOpen, values, onSend, onMenu, onVoice, onTyped, above } =
    props;
  const { t } = useTranslation();
  const [text, setText] = useDraft(id, drafts, redrafted);
  const input = useRef<HTMLTextAreaElement>(null);
  const length = lengthOf(text);
  const [shownAgain, submitted] = useOncePerShow();
  const empty = text.trim() === '';
  const withFiles = captioned !== null;
  const captionOf = captioned?.(text);
  const sendable = (!empty || withFiles) && !length.over && !busy;
  const replies = useReplies(text, values, (reply) => {
    if (input.current) replaceIn(input.current, reply, setText);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    // Twice in a row, before the box has been emptied, is once.
    if (!sendable || submitted.current) return;
    submitted.current = true;
    onSend(text);
    setText('');
    shownAgain();
    input.current?.focus();
  };

  return (
    <form class="write" id={COMPOSER_FORM} onSubmit={submit}>
      {above?.(text, setText)}
      <MarkPreview text={text} />
      <ReplyList replies={replies} />
      <MenuButton open={menuOpen} onClick={onMenu} />
      <EmojiSlot input={input} onText={setText} />
      <TextBox
        input={input}
        text={text}
        placeholder={t(captionOf ? 'files.caption' : 'composer.placeholder')}
        over={length.over}
        replies={replies}
        onText={(typed) => {
          setText(typed);
          onTyped(typed);
        }}
        onSubmit={submit}
        onFiles={props.onFiles}
      />
      {empty && !withFiles ? <VoiceButton onClick={onVoice} /> : <SendButton disabled={!sendable} />}
      <p id="composer-note" class="composer-note">
        <span class="composer-hint">
          {captionOf && t('composer.asCaption', { name: captionOf })}
          {captionOf === '' && t('composer.afterFiles')}
          {!withFiles && hint}
        </span>
        {length.near && <Count length={length} />}
      </p>
    </form>
  );
}

interface TextBoxProps {
  input: RefObject<HTMLTextAreaElement | null>;
  text: string;
  placeholder: string;
  /** It is too long. */
  over: boolean;
  replies: Replies;
  onText: (text: string) => void;
  onSubmit: (event: Event) => void;
  onFiles: (files: File[]) => void;
}

function TextBox({ input, text, placeholder, over, replies, onText, onSubmit, onFiles }: TextBoxProps) {
  const { t } = useTranslation();
  useFittingHeight(input, text);
  const choosing = replies.found.length > 0;
  return (
    <>
      <label class="sr-only" for="composer-text">
        {t('composer.label')}
      </label>
      <textarea
        ref={input}
        id="composer-text"
        dir="auto"
        rows={1}
        placeholder={placeholder}
        aria-describedby="composer-note"
        aria-invalid={over}
        aria-autocomplete="list"
        aria-controls={choosing ? REPLIES_LIST : undefined}
        aria-activedescendant={choosing ? replyId(replies.chosen) : undefined}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!replies.onKey(event) && isSendKey(event)) onSubmit(event);
        }}
        onPaste={(event) => {
          const files = pastedFiles(event.clipboardData);
          if (files.length === 0) return;
          event.preventDefault();
          onFiles(files);
        }}
      />
    </>
  );
}

/** True from being set until the component is shown again. */
function useOncePerShow() {
  const [, count] = useState(0);
  const done = useRef(false);
  useLayoutEffect(() => {
    done.current = false;
  });
  return [() => count((times) => times + 1), done] as const;
}

function MenuButton({ open, onClick }: { open: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      id="composer-attach"
      class={open ? 'button button-quiet is-open' : 'button button-quiet'}
      data-testid="composer-attach"
      aria-expanded={open}
      aria-label={t('attach.label')}
      title={t('attach.label')}
      onClick={onClick}
    >
      <Icon name="plus" />
    </button>
  );
}

function VoiceButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      class="button send"
      data-testid="composer-voice"
      aria-label={t('voice.record')}
      title={t('voice.record')}
      onClick={onClick}
    >
      <Icon name="mic" />
    </button>
  );
}

/** The text being written, kept as a draft. After a failed send the draft holds the unsent text. */
function useDraft(id: string, drafts: Drafts, redrafted: object | null): [string, (text: string) => void] {
  const [text, setText] = useState(() => drafts.get(id) ?? '');
  useLayoutEffect(() => {
    if (redrafted) setText(drafts.get(id) ?? '');
  }, [drafts, redrafted, id]);
  return [
    text,
    (changed) => {
      // At once: the composer may be gone before it is shown again, and what was sent must not stand in it later.
      drafts.set(id, changed);
      setText(changed);
    },
  ];
}

function SendButton({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  return (
    <button
      type="submit"
      class="button button-primary send"
      data-testid="composer-send"
      disabled={disabled}
      aria-label={t('composer.send')}
      title={t('composer.send')}
    >
      <Icon name="send" />
    </button>
  );
}

function Count({ length }: { length: Length }) {
  const { t } = useTranslation();
  return (
    <span class={length.over ? 'count is-over' : 'count'} role="status">
      {length.over ? t('composer.over', { count: -length.left }) : t('composer.left', { count: length.left })}
    </span>
  );
}
