/** The business numbers that are served. With one number nothing of them is shown. */
import { useMemo, useRef } from 'preact/hooks';
import { readableNumber } from '../ui/phoneNumber';
import type { Conversation, Health } from './contract';

export interface BusinessNumber {
  phoneId: string;
  /** The number as people read it; Meta's id of it until a conversation has named it. */
  name: string;
}

/** Empty with one number, and until the number of numbers is known. */
export function useNumbers(health: Health | null, conversations: readonly Conversation[]): BusinessNumber[] {
  const known = useRef<ReadonlyMap<string, string>>(new Map());
  return useMemo(() => {
    known.current = withNames(known.current, conversations);
    return numbersInUse(health, known.current);
  }, [health, conversations]);
}

/** The numbers' names, with those of these conversations added. */
export function withNames(
  known: ReadonlyMap<string, string>,
  conversations: readonly Pick<Conversation, 'phone_id' | 'business_number'>[],
): ReadonlyMap<string, string> {
  const named = conversations.flatMap(({ phone_id, business_number }): [string, string][] =>
    business_number === null ? [] : [[phone_id, readableNumber(business_number)]],
  );
  return new Map([...known, ...named]);
}

export function numbersInUse(
  health: Pick<Health, 'numbers'> | null,
  names: ReadonlyMap<string, string>,
): BusinessNumber[] {
  const numbers = health?.numbers ?? [];
  if (numbers.length < 2) return [];
  return numbers.map(({ phone_id }) => ({ phoneId: phone_id, name: names.get(phone_id) ?? phone_id }));
}

/** What to call the conversation's number; null when there is no other to confuse it with. */
export function numberOf(
  { phone_id, business_number }: Pick<Conversation, 'phone_id' | 'business_number'>,
  numbers: readonly BusinessNumber[],
): string | null {
  if (numbers.length === 0) return null;
  if (business_number !== null) return readableNumber(business_number);
  return numbers.find(({ phoneId }) => phoneId === phone_id)?.name ?? phone_id;
}
