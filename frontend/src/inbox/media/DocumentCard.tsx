/** A document: its name, type and size, with a preview of a PDF. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import type { Media } from '../contract';
import { ProblemNotice } from '../ProblemNotice';
import { useAction } from '../useAction';
import { hasPreview, shortType } from './kinds';
import type { Links } from './links';
import { safeName, saveFile, shownName } from './save';
import { fileSize } from './size';

interface Props {
  media: Media;
  links: Links;
  onOpen: () => void;
}

export function DocumentCard({ media, links, onOpen }: Props) {
  const translation = useTranslation();
  const { t } = translation;
  const { busy, problem, run, dismiss } = useAction();
  const name = shownName(media.filename, t('media.document'));
  const facts = [shortType(media), media.size != null && fileSize(media.size, translation)];
  return (
    <div class="document" data-testid="media" data-state="stored">
      <p class="document-name">
        <Icon name="template" />
        <span>
          <bdi>{name}</bdi>
          <span class="hint">{facts.filter(Boolean).join(' · ')}</span>
        </span>
      </p>
      <div class="document-actions">
        {hasPreview(media) && (
          <button type="button" class="button button-small" data-testid="preview" onClick={onOpen}>
            {t('media.preview')}
          </button>
        )}
        <button
          type="button"
          class="button button-small"
          data-testid="download"
          disabled={busy}
          onClick={() => run(async () => saveFile(await links.url(media.id), safeName(name, name)))}
        >
          <Icon name="down" />
          {t('media.download')}
        </button>
      </div>
      {media.text && (
        <details class="document-text">
          <summary>{t('media.documentText')}</summary>
          <p dir="auto">{media.text}</p>
        </details>
      )}
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </div>
  );
}
