/** In the place of a file that is stored and could not be loaded or shown. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';

export function NotLoaded({ name, onRetry }: { name: string; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div class="absent" role="alert" data-testid="media" data-state="stored">
      <p>
        <Icon name="alert" />
        <span>
          <strong>{name}</strong> {t('media.notLoaded')}
        </span>
      </p>
      <button type="button" class="button button-small" onClick={onRetry}>
        <Icon name="retry" />
        {t('problem.retry')}
      </button>
    </div>
  );
}
