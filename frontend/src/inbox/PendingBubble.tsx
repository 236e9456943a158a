import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import { Bubble } from './Bubble';
import type { PendingMessage } from './pending';

interface Props {
  item: PendingMessage;
  /** It goes back into the composer. */
  onTakeBack?: ((key: string) => void) | undefined;
}

/** A message that the server has not confirmed yet. */
export function PendingBubble({ item, onTakeBack }: Props) {
  return (
    <Bubble
      direction="outbound"
      sent_by="agent"
      status="pending"
      content={item.content}
      timestamp={item.startedAt}
      below={item.waits && <Waits onTakeBack={onTakeBack && (() => onTakeBack(item.key))} />}
    />
  );
}

function Waits({ onTakeBack }: { onTakeBack: (() => void) | undefined }) {
  const { t } = useTranslation();
  return (
    <div class="waits" data-testid="waits">
      <p>
        <Icon name="clock" /> {t('outbox.waits')}
      </p>
      {onTakeBack && (
        <button type="button" class="link-button" data-testid="take-back" onClick={onTakeBack}>
          {t('outbox.takeBack')}
        </button>
      )}
    </div>
  );
}
