/** The delivery status of a message, as a tick and in words. */
import type { TextKey } from '../text/translate';
import type { Tick } from '../ui/Ticks';
import type { Direction, Status } from './contract';

export interface Delivery {
  tick: Tick;
  label: TextKey;
}

const BY_STATUS: Readonly<Record<Exclude<Status, 'received'>, Delivery>> = {
  pending: { tick: 'clock', label: 'status.pending' },
  sent: { tick: 'one', label: 'status.sent' },
  delivered: { tick: 'two', label: 'status.delivered' },
  read: { tick: 'two-read', label: 'status.read' },
  played: { tick: 'two-read', label: 'status.played' },
  failed: { tick: 'failed', label: 'status.failed' },
  unknown: { tick: 'unknown', label: 'status.unknown' },
};

/** Null for messages of the customer, and for a status this page does not know. */
export function deliveryOf(direction: Direction, status: Status): Delivery | null {
  if (direction === 'inbound' || status === 'received') return null;
  return BY_STATUS[status] ?? null;
}
