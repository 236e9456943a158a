/** The files that are about to be sent: each with a picture of it, a caption, how far its upload is, and what went wrong. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { TextKey } from '../../text/translate';
import { Icon } from '../../ui/Icon';
import { LIMITS, shortType, takesCaption } from '../media/kinds';
import { Sound } from '../media/Player';
import { fileSize, fileSizeAbove } from '../media/size';
import type { FileQueue } from './fileQueue';
import { CAPTION_LENGTH, type QueuedFile, type Refusal } from './files';

/** The form of the text: Enter in a caption sends too. */
export const COMPOSER_FORM = 'composer-form';

interface Props {
  files: readonly QueuedFile[];
  queue: FileQueue;
}

export function FileTray({ files, queue }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const uploaded = files.filter(({ state }) => state === 'uploaded').length;
  const all = files.filter(({ state }) => state !== 'refused').length;
  const remove = (removed: readonly QueuedFile[]) => {
    for (const { key } of removed) queue.remove(key);
    focusNear(list, files.indexOf(removed[0] as QueuedFile));
  };
  return (
    <>
      {/* It stays, because only what changes in it is read out. */}
      <p class="sr-only" role="status">
        {uploaded > 0 && t('files.news', { count: uploaded, all })}
      </p>
      <LeftOut files={files} state="refused" action={t('files.removeAll')} onAction={remove} />
      <LeftOut
        files={files}
        state="failed"
        action={t('problem.retry')}
        onAction={(failed) => {
          for (const { key } of failed) queue.retry(key);
        }}
      />
      {files.length > 0 && (
        <ul class="tray" ref={list} aria-label={t('files.label')}>
          {files.map((file) => (
            <Row key={file.key} file={file} queue={queue} onRemove={() => remove([file])} />
          ))}
        </ul>
      )}
    </>
  );
}

interface LeftOutProps {
  files: readonly QueuedFile[];
  state: 'refused' | 'failed';
  action: string;
  onAction: (files: readonly QueuedFile[]) => void;
}

/** The files that are not sent with the others: in sight, however long the list is. */
function LeftOut({ files, state, action, onAction }: LeftOutProps) {
  const { count } = useTranslation();
  const leftOut = files.filter((file) => file.state === state);
  if (leftOut.length === 0) return null;
  return (
    <div class="notice tray-notice" role="status" data-testid={`files-${state}`}>
      <p>{count(`files.left.${state}`, leftOut.length)}</p>
      <button type="button" class="button button-small" onClick={() => onAction(leftOut)}>
        {action}
      </button>
    </div>
  );
}

/** The button that was pressed is gone: the next file's has the focus, or the text. */
function focusNear(list: RefObject<HTMLElement | null>, at: number): void {
  requestAnimationFrame(() => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[data-testid="file-remove"]') ?? [])];
    (buttons[at] ?? buttons.at(-1) ?? document.getElementById('composer-text'))?.focus();
  });
}

interface RowProps {
  file: QueuedFile;
  queue: FileQueue;
  onRemove: () => void;
}

function Row({ file, queue, onRemove }: RowProps) {
  const translation = useTranslation();
  const { t } = translation;
  const { key, name, kind, state, refusal, stilled, caption, voice, sending } = file;
  const shown = voice ? t('media.voice') : name;
  const size = (refusal === 'size' ? fileSizeAbove : fileSize)(file.file.size, translation);
  const facts = [shortType({ filename: name, mime_type: file.mimeType }), size];
  return (
    <li class={`tray-file is-${state}`} data-testid="queued-file" data-state={state}>
      <Preview file={file} />
      <div class="tray-about">
        <p>
          <bdi>{shown}</bdi> <span class="hint">{facts.filter(Boolean).join(' · ')}</span>
        </p>
        <Progress file={file} />
        {stilled && <p class="hint">{t('files.stilled')}</p>}
        {kind !== null && state !== 'refused' && takesCaption(kind) && (
          <input
            class="field"
            form={COMPOSER_FORM}
            type="text"
            dir="auto"
            maxLength={CAPTION_LENGTH}
            placeholder={t('files.caption')}
            aria-label={t('files.captionOf', { name: shown })}
            disabled={sending}
            value={caption}
            onInput={(event) => queue.change(key, { caption: event.currentTarget.value })}
          />
        )}
      </div>
      <div class="tray-actions">
        {state === 'failed' && (
          <button
            type="button"
            class="button button-quiet"
            data-testid="file-retry"
            aria-label={t('files.retry', { name: shown })}
            title={t('problem.retry')}
            onClick={() => queue.retry(key)}
          >
            <Icon name="retry" />
          </button>
        )}
        <button
          type="button"
          class="button button-quiet"
          data-testid="file-remove"
          aria-label={t('files.remove', { name: shown })}
          title={t('files.remove', { name: shown })}
          onClick={onRemove}
        >
          <Icon name="cross" />
        </button>
      </div>
    </li>
  );
}

/** How far it is, or why it goes no further. */
function Progress({ file }: { file: QueuedFile }) {
  const { t } = useTranslation();
  const { state, progress, problem, sending } = file;
  if (state === 'refused') return <Refused file={file} />;
  if (state === 'failed') {
    const lost = !problem || problem.status === 0;
    return (
      <p class="field-error" role="alert">
        {lost ? t('files.failed') : `${problem.title} ${problem.detail ?? ''}`}
      </p>
    );
  }
  if (state === 'uploaded') return <p class="hint">{t(sending ? 'files.sending' : 'files.uploaded')}</p>;
  return (
    <>
      <progress max={1} value={progress} aria-label={t('files.uploading')} />
      {sending && (
        <p class="hint" role="status">
          {t('files.sentLater')}
        </p>
      )}
    </>
  );
}

const REFUSALS = {
  type: 'files.wrongType',
  empty: 'files.empty',
  size: 'files.tooLarge',
  unreadable: 'files.unreadable',
} as const satisfies Record<Refusal, TextKey>;

function Refused({ file }: { file: QueuedFile }) {
  const translation = useTranslation();
  const { t } = translation;
  const limit = file.kind ? fileSize(LIMITS[file.kind], translation) : '';
  return (
    <p class="field-error" role="alert">
      {t(REFUSALS[file.refusal ?? 'type'], { limit })}
    </p>
  );
}

function Preview({ file: { file, kind, voice, state } }: { file: QueuedFile }) {
  const { t } = useTranslation();
  const address = useObjectUrl(file);
  if (voice) return <Sound url={address} name={t('media.voice')} />;
  const picture = state !== 'refused' && (kind === 'image' || kind === 'sticker');
  return (
    <span class="tray-preview">
      {picture && address && <img src={address} alt="" />}
      {kind === 'video' && address && <video src={address} muted playsInline preload="metadata" tabIndex={-1} />}
      {!picture && kind !== 'video' && <Icon name={kind === 'audio' ? 'mic' : 'template'} />}
    </span>
  );
}

/** An address under which the page itself has the bytes. */
export function useObjectUrl(blob: Blob): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
