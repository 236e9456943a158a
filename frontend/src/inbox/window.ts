/** The 24 hours after a customer's last message in which a business may write freely. */
import type { Conversation } from './contract';

export type WindowState = { open: true; leftMs: number; soon: boolean } | { open: false };

const SOON_MS = 2 * 3_600_000;

/** Closed when the server says so. An open one closes by the clock: the server does not report that as a change. */
export function windowState(
  { window_open, window_closes_at }: Pick<Conversation, 'window_open' | 'window_closes_at'>,
  now: number,
): WindowState {
  const leftMs = !window_open || window_closes_at === null ? Number.NaN : Date.parse(window_closes_at) - now;
  return leftMs > 0 ? { open: true, leftMs, soon: leftMs < SOON_MS } : { open: false };
}
