/** What the days come to. */
import { type Day, OPINIONS, type Opinion, SPEEDS, type Speed } from './contract';

export interface Sums {
  received: number;
  answers: number;
  fallbacks: number;
  handOvers: number;
  /** The most frequent first. */
  reasons: [reason: string, count: number][];
  tokens: Day['tokens'];
  /** Null where no day has a cost. */
  cost: number | null;
  speeds: Record<Speed, number>;
  opinions: Record<Opinion, number>;
}

export function sumsOf(days: readonly Day[]): Sums {
  const sum = (of: (day: Day) => number) => days.reduce((total, day) => total + of(day), 0);
  const reasons = new Map<string, number>();
  for (const { hand_overs } of days) {
    for (const [reason, count] of Object.entries(hand_overs)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  return {
    received: sum(({ received }) => received),
    answers: sum(({ answers }) => answers),
    fallbacks: sum(({ fallbacks }) => fallbacks),
    handOvers: sum(handOversOf),
    reasons: [...reasons].sort(([, a], [, b]) => b - a),
    tokens: {
      prompt: sum(({ tokens }) => tokens.prompt),
      cached: sum(({ tokens }) => tokens.cached),
      answer: sum(({ tokens }) => tokens.answer),
    },
    cost: days.some(({ cost }) => cost !== null) ? sum(({ cost }) => cost ?? 0) : null,
    speeds: record(SPEEDS, (speed) => sum(({ time_to_answer }) => time_to_answer[speed])),
    opinions: record(OPINIONS, (opinion) => sum(({ satisfaction }) => satisfaction[opinion])),
  };
}

export function handOversOf({ hand_overs }: Pick<Day, 'hand_overs'>): number {
  return Object.values(hand_overs).reduce((total, count) => total + count, 0);
}

function record<K extends string>(keys: readonly K[], of: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, number>;
}

/** Of a whole, rounded; null of nothing. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((100 * part) / whole);
}
