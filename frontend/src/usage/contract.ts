/** What happened at a business number, day by day, as the admin API says it. */

export interface Usage {
  /** Days on which something happened, the earliest first. */
  days: Day[];
  /** Of the cost; null where no price is set. */
  currency: string | null;
}

export interface Day {
  /** `2026-11-28`. */
  day: string;
  received: number;
  answers: number;
  fallbacks: number;
  /** By reason. */
  hand_overs: Record<string, number>;
  /** `cached` is a part of `prompt`. */
  tokens: { prompt: number; cached: number; answer: number };
  cost: number | null;
  time_to_answer: Record<Speed, number>;
  satisfaction: Record<Opinion, number>;
}

export const SPEEDS = ['under_5s', 'under_15s', 'under_60s', 'longer'] as const;
export type Speed = (typeof SPEEDS)[number];
export const OPINIONS = ['good', 'bad'] as const;
export type Opinion = (typeof OPINIONS)[number];
