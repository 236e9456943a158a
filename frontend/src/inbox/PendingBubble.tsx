import { Bubble } from './Bubble';
import type { OutboxItem } from './outbox';

/** A message the server has not confirmed yet. */
export function PendingBubble({ item }: { item: OutboxItem }) {
  return (
    <Bubble direction="outbound" sent_by="agent" status="pending" content={item.content} timestamp={item.startedAt} />
  );
}
