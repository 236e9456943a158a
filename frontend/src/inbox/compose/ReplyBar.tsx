/** The message that is being answered, above the text. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import type { Message } from '../contract';
import { useEscape } from '../escape';

export function ReplyBar({ message, onCancel }: { message: Message; onCancel: () => void }) {
  const { t } = useTranslation();
  useEscape(onCancel);
  return (
    <div class="reply-bar" data-testid="reply-bar">
      <p class="quote" dir="auto">
        <span class="sr-only">{t('quote.to')} </span>
        {message.content}
      </p>
      <button
        type="button"
        class="button button-quiet"
        aria-label={t('reply.cancel')}
        title={t('reply.cancel')}
        onClick={onCancel}
      >
        <Icon name="cross" />
      </button>
    </div>
  );
}
