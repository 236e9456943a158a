import { Bubble } from './Bubble';
import type { PendingMessage } from './pending';

/** A message that the server has not confirmed yet. */
export function PendingBubble({ item }: { item: PendingMessage }) {
  return (
    <Bubble direction="outbound" sent_by="agent" status="pending" content={item.content} timestamp={item.startedAt} />
  );
}
