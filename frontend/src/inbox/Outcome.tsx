/** Under a message that was not sent, or of which that is not known: why, and sending it again. */
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import { repeatOf } from './body';
import type { Message } from './contract';
import type { MessageActions } from './messageActions';

interface Props {
  message: Message;
  /** A later message repeats this one. */
  resent: boolean;
  sendAgain: MessageActions['sendAgain'];
}

/** Why it was not sent, and what to do. */
export function reasonOf({ error }: Message): string {
  return error?.advice ?? '';
}

export function Outcome({ message, resent, sendAgain }: Props) {
  const { t } = useTranslation();
  const { error, status } = message;
  const unknown = status === 'unknown';
  const advice = reasonOf(message) || (unknown ? t('message.unknownAdvice') : '');
  const repeatable = repeatOf(message) !== null;
  return (
    <div class={unknown ? 'failure is-unknown' : 'failure'} data-testid="outcome">
      <p>
        <strong>{t(unknown ? 'message.unknown' : 'message.notSent')}</strong> <bdi>{advice}</bdi>
        {error?.code != null && <span class="failure-code"> ({t('message.code', { code: String(error.code) })})</span>}
      </p>
      {repeatable && resent && <p class="hint">{t('message.wasResent')}</p>}
      {repeatable && !resent && sendAgain && (
        <button type="button" class="button button-small" data-testid="send-again" onClick={() => sendAgain(message)}>
          <Icon name="retry" />
          {t('message.sendAgain')}
        </button>
      )}
    </div>
  );
}
