/** The files that are about to be sent: each with a picture of it, a caption, how far its upload is, and what went wrong. */
import { useEffect, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { LIMITS, shortType, takesCaption } from '../media/kinds';
import { Sound } from '../media/Player';
import { fileSize } from '../media/size';
import type { FileQueue } from './fileQueue';
import { CAPTION_LENGTH, type QueuedFile, refusalOf } from './files';

interface Props {
  files: readonly QueuedFile[];
  queue: FileQueue;
}

export function FileTray({ files, queue }: Props) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul class="tray" aria-label={t('files.label')}>
      {files.map((file) => (
        <Row key={file.key} file={file} queue={queue} />
      ))}
    </ul>
  );
}

function Row({ file, queue }: { file: QueuedFile; queue: FileQueue }) {
  const translation = useTranslation();
  const { t } = translation;
  const { key, name, kind, state, caption, voice, sending } = file;
  const shown = voice ? t('media.voice') : name;
  const facts = [shortType({ filename: name, mime_type: file.mimeType }), fileSize(file.file.size, translation)];
  return (
    <li class={`tray-file is-${state}`} data-testid="queued-file" data-state={state}>
      <Preview file={file} />
      <div class="tray-about">
        <p>
          <bdi>{shown}</bdi> <span class="hint">{facts.filter(Boolean).join(' · ')}</span>
        </p>
        <Progress file={file} />
        {kind !== null && state !== 'refused' && takesCaption(kind) && (
          <input
            class="field"
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
          onClick={() => queue.remove(key)}
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
  return <progress max={1} value={progress} aria-label={t('files.uploading')} />;
}

function Refused({ file }: { file: QueuedFile }) {
  const translation = useTranslation();
  const { t } = translation;
  const why = refusalOf(file);
  const limit = file.kind ? fileSize(LIMITS[file.kind], translation) : '';
  return (
    <p class="field-error" role="alert">
      {why === 'type' && t('files.wrongType')}
      {why === 'empty' && t('files.empty')}
      {why === 'size' && t('files.tooLarge', { limit })}
    </p>
  );
}

function Preview({ file: { file, kind, voice } }: { file: QueuedFile }) {
  const { t } = useTranslation();
  const address = useObjectUrl(file);
  if (voice) return <Sound url={address} name={t('media.voice')} />;
  const picture = kind === 'image' || kind === 'sticker';
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
