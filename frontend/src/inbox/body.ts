/** The text of a bubble, and what a message is repeated by. */
import type { Message, Outgoing } from './contract';
import { isFile, kindOfMessage } from './media/kinds';

/** Null where what stands beside it says everything. */
export function bodyOf(message: Message): string | null {
  const { media, order, form, interactive, location, contacts, content } = message;
  if (media && isFile(message)) return media.caption;
  if (order) return order.text;
  const drawn = form || interactive || contacts?.length || (location?.latitude ?? null) !== null;
  return drawn ? null : content;
}

/** The same message once more. Null: it must be made anew, as a template is. */
export function repeatOf(message: Message): Outgoing | null {
  if (message.direction !== 'outbound' || message.type === 'template') return null;
  return { ...contentAgain(message), resend_of: message.id };
}

/** Of what is not wholly known here the server sends what it has stored. */
function contentAgain(message: Message) {
  const { type, content, media, interactive, location, reaction } = message;
  if (type === 'text') return { message: content };
  if (media && isFile(message)) {
    const { id, caption, voice } = media;
    return { media: { id, as: kindOfMessage(message), ...(caption ? { caption } : {}), ...(voice ? { voice } : {}) } };
  }
  if (interactive) return { interactive };
  if (reaction?.message_id) return { reaction: { message_id: reaction.message_id, emoji: reaction.emoji ?? '' } };
  if (location?.latitude == null || location.longitude == null) return {};
  const { latitude, longitude, name, address } = location;
  return { location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) } };
}
