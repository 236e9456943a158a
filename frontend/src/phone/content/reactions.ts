/** Reactions are shown at their message, not as messages of their own. */
import type { PhoneMessage } from '../contract';
import { text } from './read';

/** The emojis at each message, by its id: the last of each side, if it was not taken back. */
export function reactionsOf(messages: readonly PhoneMessage[]): ReadonlyMap<string, readonly string[]> {
  const last = new Map<string, Map<string, string>>();
  for (const { type, direction, content, deleted } of messages) {
    const id = text(content, 'message_id');
    if (type !== 'reaction' || id === '' || deleted) continue;
    const sides = last.get(id) ?? new Map<string, string>();
    last.set(id, sides.set(direction, text(content, 'emoji')));
  }
  return new Map([...last].map(([id, sides]) => [id, [...sides.values()].filter((emoji) => emoji !== '')]));
}

/** Whether a message stands in the conversation itself. A reaction to a message that is not kept does. */
export function standsAlone(message: PhoneMessage, known: ReadonlySet<string>): boolean {
  return message.type !== 'reaction' || !known.has(text(message.content, 'message_id'));
}
