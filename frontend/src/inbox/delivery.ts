/** How far a message came, as a mark and in words. */
import type { TextKey } from '../text/translate';
import type { TickMark } from '../ui/Ticks';
import type { Direction, Status } from './contract';

export interface Delivery {
  mark: TickMark;
  label: TextKey;
}

const BY_STATUS: Readonly<Record<Exclude<Status, 'received'>, Delivery>> = {
  pending: { mark: 'clock', label: 'status.pending' },
  sent: { mark: 'one', label: 'status.sent' },
  delivered: { mark: 'two', label: 'status.delivered' },
  read: { mark: 'two-read', label: 'status.read' },
  played: { mark: 'two-read', label: 'status.played' },
  failed: { mark: 'failed', label: 'status.failed' },
};

/** Null for messages of the customer, and for a status this page does not know. */
export function deliveryOf(direction: Direction, status: Status): Delivery | null {
  if (direction === 'inbound' || status === 'received') return null;
  return BY_STATUS[status] ?? null;
}
