/** In the place of a file that is stored and could not be loaded or shown. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import type { Media } from '../contract';
import { ProblemNotice } from '../ProblemNotice';
import { useAction } from '../useAction';
import type { Links } from './links';
import { safeName, saveFile } from './save';
import type { FileLink } from './useLink';

interface Props {
  /** What it should be: “Photo”. */
  name: string;
  media: Media;
  links: Links;
  link: Pick<FileLink, 'failed' | 'retry'>;
}

export function NotLoaded({ name, media, links, link: { failed, retry } }: Props) {
  const { t } = useTranslation();
  const { busy, problem, run, dismiss } = useAction();
  const unreadable = failed === 'file';
  const save = async () => saveFile(await links.url(media.id), safeName(media.filename, name));
  return (
    <div class="absent" role="alert" data-testid="media" data-state="stored">
      <p>
        <Icon name="alert" />
        <span>
          <strong>{name}</strong> {t(unreadable ? 'media.unreadable' : 'media.notLoaded')}
        </span>
      </p>
      <button
        type="button"
        class="button button-small"
        data-testid={unreadable ? 'download' : undefined}
        disabled={busy}
        onClick={unreadable ? () => run(save) : retry}
      >
        <Icon name={unreadable ? 'down' : 'retry'} />
        {t(unreadable ? 'media.download' : 'problem.retry')}
      </button>
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </div>
  );
}
