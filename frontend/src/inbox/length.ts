/** How long a text may be. WhatsApp counts at most 4096; the server counts UTF-16 units, as JavaScript does. */
export const MAX_LENGTH = 4096;
const WARN_FROM = 3600;

export interface Length {
  units: number;
  left: number;
  /** Near enough to the end that the count is worth showing. */
  near: boolean;
  over: boolean;
}

export function lengthOf(text: string): Length {
  const units = text.length;
  return { units, left: MAX_LENGTH - units, near: units >= WARN_FROM, over: units > MAX_LENGTH };
}
