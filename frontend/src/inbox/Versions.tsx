/** What an edited or deleted message said before, for those who may see it. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { fullTime } from '../time';
import type { Message, MessageVersion } from './contract';
import { Marked } from './markup/Marked';
import type { MessageActions } from './messageActions';
import { ProblemNotice } from './ProblemNotice';
import { useAction } from './useAction';

interface Props {
  message: Message;
  load: MessageActions['versions'];
}

export function Versions({ message, load }: Props) {
  const { t } = useTranslation();
  const [versions, setVersions] = useState<MessageVersion[] | null>(null);
  const { busy, problem, run, dismiss } = useAction();
  const show = () => run(async () => setVersions(await load(message)));
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
      <div role="status">{versions && <VersionList versions={versions} />}</div>
    </div>
  );
}

export function VersionList({ versions }: { versions: readonly MessageVersion[] }) {
  const translation = useTranslation();
  if (versions.length === 0) return <p class="hint">{translation.t('versions.none')}</p>;
  return (
    <ol class="version-list">
      {versions.map(({ content, until }, at) => (
        <li key={`${at} ${until}`}>
          <p class="hint">{translation.t('versions.until', { time: fullTime(until, translation) })}</p>
          <Marked content={content} />
        </li>
      ))}
    </ol>
  );
}
