/** What an edited or deleted message said before, for those who may see it; with the file of a deleted one. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { fullTime } from '../time';
import type { Message, MessageVersion } from './contract';
import { Marked } from './markup/Marked';
import { Attachment } from './media/Attachment';
import type { MessageActions } from './messageActions';
import { ProblemNotice } from './ProblemNotice';
import { useAction } from './useAction';

interface Props {
  message: Message;
  actions: MessageActions;
}

export function Versions({ message, actions }: Props) {
  const { t } = useTranslation();
  const [versions, setVersions] = useState<MessageVersion[] | null>(null);
  const { busy, problem, run, dismiss } = useAction();
  const show = () => run(async () => setVersions(await actions.versions(message)));
  return (
    <div class="versions">
      <button
        type="button"
        class="link-button"
        data-testid="versions"
        aria-expanded={versions !== null}
        disabled={busy}
        onClick={() => (versions === null ? show() : setVersions(null))}
      >
        {t(versions !== null ? 'versions.hide' : message.deleted_at ? 'versions.showDeleted' : 'versions.showEdited')}
      </button>
      {problem?.status === 403 && (
        <p class="notice" role="alert">
          {t('versions.forbidden')}
        </p>
      )}
      {problem && problem.status !== 403 && <ProblemNotice problem={problem} onDismiss={dismiss} />}
      <div role="status">{versions && <VersionList message={message} versions={versions} actions={actions} />}</div>
    </div>
  );
}

export function VersionList({ message, versions, actions }: Props & { versions: readonly MessageVersion[] }) {
  const translation = useTranslation();
  if (versions.length === 0) return <p class="hint">{translation.t('versions.none')}</p>;
  return (
    <ol class="version-list">
      {versions.map(({ type, content, until, media }, at) => (
        <li key={`${at} ${until}`}>
          <p class="hint">{translation.t('versions.until', { time: fullTime(until, translation) })}</p>
          {/* A message that is only edited shows its file itself. */}
          {media && message.deleted_at && at === versions.length - 1 && (
            <Attachment message={{ ...message, type, media }} media={media} actions={actions} />
          )}
          <Marked content={content} />
        </li>
      ))}
    </ol>
  );
}
