/** What to call a customer: the profile's name, else the number, else the username. */
import type { Person } from '../signin/idToken';
import { readableNumber } from '../ui/phoneNumber';
import type { Conversation } from './contract';

type Named = Pick<Conversation, 'name' | 'username' | 'phone_number'>;

export function titleOf({ name, username, phone_number }: Named): string | null {
  if (name?.trim()) return name.trim();
  if (phone_number) return readableNumber(phone_number);
  return username ? `@${username}` : null;
}

/** What is worth showing under the title: number and username, unless the title is that already. */
export function subtitleOf(named: Named): string {
  const title = titleOf(named);
  const parts = [named.phone_number && readableNumber(named.phone_number), named.username && `@${named.username}`];
  return parts.filter((part) => part && part !== title).join(' · ');
}

/**
 * Who took a conversation over, as `person` should see it. The API names people by a claim of their access token. In a user
 * pool with sign-in by e-mail that claim is an id: it is not shown.
 */
export function colleague(by: string | null, person: Person | null): 'me' | { name: string } | null {
  if (by === null) return null;
  if (person && [person.sub, person.username, person.email].includes(by)) return 'me';
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(by) ? null : { name: by };
}
