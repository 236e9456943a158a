/** What the assistant answers, and what it rests on, as the admin API says it. */
import type { Settings } from '../settings/contract';

/** What the assistant would answer: nothing of it was sent. */
export interface Answer {
  text: string;
  /** The titles of reply buttons. */
  buttons: string[] | null;
  list: { button: string; rows: { title: string; description?: string | null }[] } | null;
  hands_over: HandOver | null;
  /** The fixed text that is sent: `closed`, `fallback`. */
  says: string | null;
  rests_on: RestsOn | null;
  tokens: { prompt: number; cached: number; answer: number };
  took_ms: number;
  /** In `currency`; null where no price is known. */
  cost: number | null;
  currency: string | null;
}

/** Texts of the model: each may be empty. */
export interface HandOver {
  reason: string;
  summary: string;
  /** What the customer wants. */
  wants: string;
}

export interface RestsOn {
  /** Titles of parts of the facts. */
  parts: string[];
  tools: { name: string; outcome: ToolOutcome }[];
  settings_version: number;
}

export type ToolOutcome = 'done' | 'failed' | 'in_doubt';

export interface Line {
  from: 'customer' | 'business';
  text: string;
}

/** A conversation that is made up, under settings that are perhaps not saved; or one that there is. */
export type Question = { phone_id?: string; settings: Settings; messages: Line[] } | { conversation: string };

export interface Draft {
  state: 'waiting' | 'done' | 'failed';
  answer: Answer | null;
  problem: { code: string; detail: string } | null;
}
