/** The picture, video or document at the top of a template: a file, or a link from which WhatsApp fetches it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { Api } from './api';
import { asProblem } from './problem';
import { isUpload } from './templates';
import { acceptedTypes, type FileKind, type HeaderFile, headerFile, tooLarge, uploadFile } from './templateUpload';

interface Props {
  api: Api;
  kind: FileKind;
  /** The id of an upload, or a link. */
  value: string;
  filename: string;
  onValue: (value: string, filename: string) => void;
  onFile: (file: HeaderFile) => void;
}

export function TemplateFile({ api, kind, value, filename, onValue, onFile }: Props) {
  const { t } = useTranslation();
  const { busy, problem, choose, cancel } = useUpload(api, kind, (uploaded, name) => {
    onValue(uploaded.id, name);
    onFile(uploaded);
  });
  return (
    <fieldset class="template-parameter template-file" aria-label={t(`template.${kind}`)}>
      <label>
        <span>{t(`template.${kind}`)}</span>
        <input
          class="field"
          type="file"
          data-testid="template-file"
          accept={acceptedTypes(kind)}
          disabled={busy}
          onChange={(event) => choose(event.currentTarget.files?.[0])}
        />
      </label>
      <p class="hint" role="status">
        {busy ? t('template.uploading') : isUpload(value) ? t('template.uploaded', { name: filename || '✓' }) : ''}
      </p>
      {busy && (
        <button type="button" class="button button-quiet button-small" onClick={cancel}>
          {t('template.cancelUpload')}
        </button>
      )}
      {problem && (
        <p class="notice notice-danger" role="alert">
          {problem}
        </p>
      )}
      <label>
        <span>{t('template.link')}</span>
        <input
          class="field"
          type="url"
          placeholder="https://"
          dir="ltr"
          value={isUpload(value) ? '' : value}
          onInput={(event) => onValue(event.currentTarget.value, '')}
        />
      </label>
    </fieldset>
  );
}

interface Upload {
  busy: boolean;
  /** Why the file was not taken. */
  problem: string | null;
  choose(file: File | undefined): void;
  cancel(): void;
}

/** At most one upload at a time. It ends with the form. */
function useUpload(api: Api, kind: FileKind, onUploaded: (file: HeaderFile, name: string) => void): Upload {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(onUploaded);
  latest.current = onUploaded;
  useEffect(() => () => running.current?.abort(), []);
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    const abort = new AbortController();
    running.current = abort;
    setBusy(true);
    setProblem(null);
    try {
      const file = await headerFile(kind, chosen);
      if (abort.signal.aborted) return;
      if (file === null) return setProblem(t('files.unreadable'));
      const most = tooLarge(kind, file.size);
      if (most !== null) return setProblem(t('template.tooLarge', { most }));
      const id = await uploadFile(api, file, abort.signal);
      if (!abort.signal.aborted) latest.current({ id, file }, file.name);
    } catch (error) {
      const { detail, title } = asProblem(error);
      if (!abort.signal.aborted) setProblem(detail ?? (title || t('template.notUploaded')));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, choose: (file) => void choose(file), cancel: () => running.current?.abort() };
}
