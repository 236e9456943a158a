/** An error: the server's explanation, or that it could not be reached, and what to do next. */
import { useTranslation } from '../text/Language';
import { TOO_OLD } from './outbox/outbox';
import type { Problem } from './problem';

interface Props {
  problem: Problem;
  onRetry?: () => void;
  onDismiss?: () => void;
}

export function ProblemNotice({ problem, onRetry, onDismiss }: Props) {
  const { t } = useTranslation();
  const lost = problem.status === 0;
  const old = problem.code === TOO_OLD;
  return (
    <div class="notice notice-danger" role="alert">
      <p>
        <strong>{lost ? t(old ? 'outbox.tooOld' : 'problem.unreachable') : problem.title}</strong>{' '}
        <bdi>{lost ? t(old ? 'outbox.tooOldAdvice' : 'problem.unreachableAdvice') : problem.detail}</bdi>
      </p>
      {onRetry && (
        <button type="button" class="button button-small" onClick={onRetry}>
          {t('problem.retry')}
        </button>
      )}
      {onDismiss && (
        <button type="button" class="button button-small" onClick={onDismiss}>
          {t('problem.dismiss')}
        </button>
      )}
    </div>
  );
}
