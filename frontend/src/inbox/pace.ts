/** How often the feed asks for changes. */

const MINUTE_MS = 60_000;

/** With the stream, it says when. Browsers let a page that is not visible run once a second, later once a minute. */
export const PACE_MS = { visible: 2_000, idle: 5_000, away: 15_000, hidden: 15_000, stream: MINUTE_MS } as const;

const IDLE_AFTER_MS = 2 * MINUTE_MS;
const AWAY_AFTER_MS = 15 * MINUTE_MS;

export interface Looks {
  /** The page can be seen. */
  visible: boolean;
  /** The stream is open. */
  streaming: boolean;
  /** How long nobody has typed, clicked or scrolled here, nor has it been shown. */
  quietMs: number;
}

export function paceOf({ visible, streaming, quietMs }: Looks): number {
  if (streaming) return PACE_MS.stream;
  if (!visible) return quietMs < AWAY_AFTER_MS ? PACE_MS.hidden : MINUTE_MS;
  if (quietMs < IDLE_AFTER_MS) return PACE_MS.visible;
  return quietMs < AWAY_AFTER_MS ? PACE_MS.idle : PACE_MS.away;
}
