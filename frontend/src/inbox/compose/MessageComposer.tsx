/** A text with the files that go along, or a voice message. */
import type { ComponentProps } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { Outgoing } from '../contract';
import type { Drafts } from '../drafts';
import { restoredDraft } from '../pending';
import { TextComposer } from '../TextComposer';
import type { SendResult } from '../useSending';
import { AttachMenu, type Form } from './AttachMenu';
import { FileTray } from './FileTray';
import type { FileQueue } from './fileQueue';
import { captioned, captionless, sendable } from './files';
import type { ReplyValues } from './replies/replies';
import { sendFiles, useFiles } from './useFileQueue';
import { useRecorder } from './useRecorder';
import { VoiceRow } from './VoiceRow';

interface Props {
  /** Of the conversation. */
  id: string;
  redrafted: object | null;
  drafts: Drafts;
  hint: string | null;
  values: ReplyValues;
  queue: FileQueue;
  /** The id of the message that is answered. */
  quoted: string | null;
  /** Sends with the quote. */
  onSend: (outgoing: Outgoing, content: string) => Promise<SendResult>;
  /** Sends as it is. */
  onSendFile: (outgoing: Outgoing, content: string) => Promise<SendResult>;
  /** The quote was used. */
  onQuoted: () => void;
  onForm: (form: Form) => void;
  onTyped: (text: string) => void;
  above?: ComponentProps<typeof TextComposer>['above'];
}

export function MessageComposer(props: Props) {
  const { id, redrafted, drafts, hint, values, queue, quoted, onSend, onSendFile, onQuoted, onForm, onTyped, above } =
    props;
  const { t } = useTranslation();
  const [menuOpen, setMenuOpen] = useState(false);
  const [kept, setKept] = useState<object | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new object when either is
  const changed = useMemo(() => ({}), [kept, redrafted]);
  const files = useFiles(queue, id);
  const toSend = sendable(files);
  const recorder = useRecorder((sound) => {
    queue.add(id, [Object.assign(sound, { name: 'voice.ogg' })], true);
  });
  const closeMenu = () => {
    setMenuOpen(false);
    document.getElementById('composer-attach')?.focus();
  };
  const attach = (added: File[]) => {
    setMenuOpen(false);
    queue.add(id, added);
    document.getElementById('composer-text')?.focus();
  };
  useFocusAfter(recorder.state !== 'off');
  const send = async (text: string) => {
    recorder.dismiss();
    if (toSend.length === 0) return void onSend({ message: text }, text);
    const withCaption = captioned(toSend, text);
    for (const { key, caption } of withCaption ?? []) queue.change(key, { caption });
    const rest = withCaption === null ? text : '';
    const sent = await sendFiles(queue, toSend, quoted === null ? null : { id: quoted, onUsed: onQuoted }, onSendFile);
    if (rest.trim() === '') return;
    if (sent) void onSendFile({ message: rest }, rest);
    else {
      drafts.set(id, restoredDraft(rest, drafts.get(id)));
      setKept({});
    }
  };
  if (recorder.state !== 'off') return <VoiceRow recorder={recorder} />;
  return (
    <>
      {recorder.problem && (
        <div class="notice notice-danger" role="alert" data-testid="voice-problem">
          <p>{t(`voice.${recorder.problem}`)}</p>
          <button type="button" class="button button-small" onClick={recorder.dismiss}>
            {t('problem.dismiss')}
          </button>
        </div>
      )}
      <FileTray files={files} queue={queue} />
      {menuOpen && <AttachMenu onFiles={attach} onForm={onForm} onClose={closeMenu} />}
      <TextComposer
        id={id}
        redrafted={changed}
        drafts={drafts}
        hint={hint}
        captioned={toSend.length === 0 ? null : (text) => captionless(toSend, text)?.name ?? ''}
        busy={files.some(({ sending }) => sending)}
        menuOpen={menuOpen}
        values={values}
        onSend={(text) => void send(text)}
        onFiles={attach}
        onMenu={() => setMenuOpen(!menuOpen)}
        onVoice={recorder.start}
        onTyped={onTyped}
        above={above}
      />
    </>
  );
}

/** The text has the focus again when the recording that took its place is over. */
function useFocusAfter(recording: boolean): void {
  const before = useRef(recording);
  useEffect(() => {
    if (before.current && !recording) document.getElementById('composer-text')?.focus();
    before.current = recording;
  }, [recording]);
}
