/** A message was refused because the customer opted out: why, and sending it nevertheless, with a reason that is recorded. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { limit } from '../ui/characters';
import { Icon } from '../ui/Icon';
import type { Problem } from './problem';

/** Characters of the longest reason. */
const MOST = 200;

interface Props {
  problem: Problem;
  onSendAnyway: (reason: string) => void;
  onDismiss: () => void;
}

export function OptedOutNotice({ problem, onSendAnyway, onDismiss }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason.trim() !== '') onSendAnyway(reason.trim());
  };
  return (
    <form class="notice notice-danger opted-out" onSubmit={submit} data-testid="opted-out">
      <p role="alert">
        <strong>{problem.title}</strong> <bdi>{problem.detail}</bdi>
      </p>
      <label for="override-reason">{t('override.reason')}</label>
      <input
        id="override-reason"
        class="field"
        type="text"
        dir="auto"
        required
        aria-describedby="override-hint"
        value={reason}
        onInput={({ currentTarget }) => {
          limit(currentTarget, MOST, t('composer.full', { most: MOST }));
          setReason(currentTarget.value);
        }}
      />
      <p id="override-hint" class="hint">
        {t('override.hint')}
      </p>
      <div class="opted-out-actions">
        <button type="button" class="button button-small" onClick={onDismiss}>
          {t('override.leave')}
        </button>
        <button type="submit" class="button button-small" data-testid="send-anyway" disabled={reason.trim() === ''}>
          <Icon name="send" />
          {t('override.send')}
        </button>
      </div>
    </form>
  );
}
