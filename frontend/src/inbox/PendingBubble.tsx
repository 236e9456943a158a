import { useSpeech } from '../text/Language';
import { clockTime } from '../time';
import { Icon } from '../ui/Icon';
import { Ticks } from '../ui/Ticks';
import type { OutboxItem } from './outbox';

/** A message the server has not confirmed yet. */
export function PendingBubble({ item }: { item: OutboxItem }) {
  const speech = useSpeech();
  const { t } = speech;
  return (
    <li class="message outbound by-agent is-waiting" data-testid="message" data-direction="outbound" data-status="pending">
      <div class="bubble">
        <p class="sender"><Icon name="person" />{t('sender.agent')}</p>
        <p class="content" dir="auto">{item.content}</p>
        <p class="meta">
          <time dateTime={item.startedAt}>{clockTime(item.startedAt, speech)}</time>
          <Ticks mark="clock" label={t('status.pending')} />
        </p>
      </div>
    </li>
  );
}
