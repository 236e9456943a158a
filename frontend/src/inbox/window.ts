/** The 24 hours after a customer's last message in which a business may write freely. */
export type WindowState = { open: true; leftMs: number; soon: boolean } | { open: false };

const SOON_MS = 2 * 3_600_000;

export function windowState(closesAt: string | null, now: number): WindowState {
  const leftMs = closesAt === null ? Number.NaN : Date.parse(closesAt) - now;
  return leftMs > 0 ? { open: true, leftMs, soon: leftMs < SOON_MS } : { open: false };
}
