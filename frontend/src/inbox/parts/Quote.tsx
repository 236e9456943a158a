/** What a message answers. A click goes there, and loads older messages where that is needed. */
import { useTranslation } from '../../text/Language';
import type { Message } from '../contract';

interface Props {
  /** Null when it is not loaded. */
  quoted: Message | null;
  onJump: () => void;
}

export function Quote({ quoted, onJump }: Props) {
  const { t } = useTranslation();
  const text = !quoted ? t('quote.older') : quoted.deleted_at ? t('message.deleted') : quoted.content;
  return (
    <blockquote class="quote">
      <button type="button" data-testid="quote" title={t('quote.jump')} onClick={onJump}>
        <span class="sr-only">{t('quote.to')} </span>
        <span class="quoted" dir="auto">
          {text}
        </span>
      </button>
    </blockquote>
  );
}
