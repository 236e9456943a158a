/** What becomes of a suggestion: a pure account of what is in the composer and of what it took the place of. */
import type { Answer } from '../../assistant/contract';
import type { Problem } from '../problem';

export type Suggesting =
  | { kind: 'idle' }
  | { kind: 'asking' }
  /** Something is typed: the person chooses. */
  | { kind: 'offered'; answer: Answer }
  /** In the composer, or taken out again. `other` is what comes back. */
  | { kind: 'placed'; answer: Answer; other: string; undone: boolean }
  /** There is nothing to put into the composer. */
  | { kind: 'nothing'; answer: Answer }
  | { kind: 'failed'; problem: Problem };

export const IDLE: Suggesting = { kind: 'idle' };

/** The next state, and the text of the composer where it changes. */
export interface Step {
  next: Suggesting;
  text?: string;
}

/** Typed text is not replaced unasked. */
export function arrived(answer: Answer, typed: string): Step {
  if (answer.text.trim() === '') return { next: { kind: 'nothing', answer } };
  return typed.trim() === '' ? placed(answer, typed) : { next: { kind: 'offered', answer } };
}

export function placed(answer: Answer, typed: string): Step {
  return { next: { kind: 'placed', answer, other: typed, undone: false }, text: answer.text };
}

/** Undoes, and takes again: nothing that was typed is lost by either. */
export function swapped(now: Suggesting, typed: string): Step {
  if (now.kind !== 'placed') return { next: now };
  return { next: { ...now, other: typed, undone: !now.undone }, text: now.other };
}

/** A text that was sent, or removed, has nothing to undo. */
export function typedOn(now: Suggesting, typed: string): Suggesting {
  return now.kind === 'placed' && !now.undone && typed === '' ? IDLE : now;
}

/** The titles of what the assistant would let the customer choose from. */
export function choicesOf({ buttons, list }: Answer): string[] {
  return [...(buttons ?? []), ...(list?.rows.map(({ title }) => title) ?? [])];
}
