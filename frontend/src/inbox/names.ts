/** What to call a customer: the profile's name, else the number, else the username, else Meta's id of the person. */
import type { Person } from '../signin/idToken';
import type { TextKey } from '../text/translate';
import { readableNumber } from '../ui/phoneNumber';
import type { Conversation, Message, OtherPerson } from './contract';

type Named = Omit<OtherPerson, 'id'> & Partial<Pick<Conversation, 'user_id'>>;

export function titleOf({ name, username, phone_number, user_id }: Named): string | null {
  const plain = plainName(name);
  if (plain) return plain;
  if (phone_number) return readableNumber(phone_number);
  return username ? `@${username}` : user_id || null;
}

/**
 * A name without the characters that turn the direction of what stands after it: it is put into sentences, and into messages.
 * Empty where there is none.
 */
export function plainName(name: string | null): string {
  return (name ?? '').replace(/[\u202a-\u202e\u2066-\u2069]/g, '').trim();
}

/** What is worth showing under the title: number and username, else the person's id, unless the title is that already. */
export function subtitleOf(named: Named): string {
  const title = titleOf(named);
  const parts = [named.phone_number && readableNumber(named.phone_number), named.username && `@${named.username}`];
  const known = parts.some((part) => part) ? parts : [named.user_id];
  return known.filter((part) => part && part !== title).join(' · ');
}

/** A customer in one line, with what tells two people of the same name apart; null when nothing is known. */
export function wholeName(named: Named): string | null {
  const [title, subtitle] = [titleOf(named), subtitleOf(named)];
  return title && subtitle ? `${title} (${subtitle})` : title;
}

/** The other person of a pair, beside the name of the one: by number or username when both have the same name. */
export function besideName(other: Named, one: Named): string | null {
  const title = titleOf(other);
  return title === titleOf(one) ? subtitleOf(other) || title : title;
}

/** The heading of a conversation: what to call the customer, or the group. */
export function nameOf(
  conversation: (Named & Pick<Conversation, 'group'>) | null,
  t: (key: TextKey) => string,
): string {
  return (conversation && titleOf(conversation)) ?? t(conversation?.group ? 'group.sign' : 'list.unknown');
}

/** Who wrote a message in a group. */
export function authorOf({ from_name, from_number }: Pick<Message, 'from_name' | 'from_number'>): string | null {
  return titleOf({ name: from_name, phone_number: from_number, username: null });
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
