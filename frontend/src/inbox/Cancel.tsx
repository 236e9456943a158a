/** Takes back a message that waits to be sent, as long as that is possible. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import type { Message } from './contract';
import type { MessageActions } from './messageActions';
import { ProblemNotice } from './ProblemNotice';
import { useMay } from './role';
import { useAction } from './useAction';

/** Why it could not be taken back. */
export const TOO_LATE: Readonly<Record<string, TextKey>> = {
  already_sent: 'cancel.alreadySent',
  being_sent: 'cancel.beingSent',
};

interface Props {
  message: Message;
  cancel: MessageActions['cancel'];
}

export function Cancel({ message, cancel }: Props) {
  const { t } = useTranslation();
  const { serve } = useMay();
  const { busy, problem, run, dismiss } = useAction();
  const late = problem && TOO_LATE[problem.code];
  return (
    <>
      {message.cancellable && serve && (
        <button
          type="button"
          class="button button-small"
          data-testid="cancel"
          disabled={busy}
          onClick={() => run(() => cancel(message))}
        >
          {t('cancel.cancel')}
        </button>
      )}
      {late && (
        <p class="notice" role="alert">
          {t(late)}
        </p>
      )}
      {problem && !late && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </>
  );
}
