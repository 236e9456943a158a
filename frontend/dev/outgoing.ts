/** What a message that the page sends becomes in the mock's thread. */
import type { Message, OutgoingFile } from '../src/inbox/contract.ts';
import { contentOf } from './content.ts';
import type { MockState } from './state.ts';

type Part = Partial<Message> & { content: string };

/** Null for a text and for a template. */
export function partOf(state: MockState, body: Record<string, unknown>): Part | null {
  if (body.media) return filePart(state, body.media as OutgoingFile);
  if (body.interactive) {
    const interactive = body.interactive as NonNullable<Message['interactive']> & { body: { text: string } };
    return { type: 'interactive', content: interactive.body.text, interactive };
  }
  if (body.location) {
    const place = body.location as { latitude: number; longitude: number; name?: string; address?: string };
    const location = { name: null, address: null, ...place };
    return { type: 'location', content: contentOf('location', place.name), location };
  }
  if (body.contacts) {
    const cards = body.contacts as { name: { formatted_name: string }; phones?: { phone: string }[] }[];
    const contacts = cards.map(({ name, phones }) => ({
      name: name.formatted_name,
      company: null,
      phones: (phones ?? []).map(({ phone }) => phone),
      emails: [],
    }));
    return { type: 'contacts', content: contentOf('contacts', contacts[0]?.name ?? ''), contacts };
  }
  if (body.reaction) {
    const reaction = body.reaction as { message_id: string; emoji: string };
    return { type: 'reaction', content: contentOf('reaction', reaction.emoji), reaction };
  }
  return null;
}

function filePart(state: MockState, { id, caption, voice, as = 'document' }: OutgoingFile): Part {
  const media = state.files.view(id, { caption: caption ?? null, voice: voice ?? false });
  return { type: as, content: contentOf(voice ? 'voice' : as, caption), media };
}
