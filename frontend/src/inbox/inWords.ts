/** The server sums up messages in English or French. Here its answers get the words of the other languages. */
import type { Language } from '../text/languages';
import { summaryText } from '../text/serverTexts';
import type { Conversation, Message } from './contract';

/** What an answer may hold: a page or changes, one conversation, or the message that was sent. */
type Answer = Partial<Conversation> & { conversations?: Conversation[]; messages?: Message[]; message?: Message };

export function inWords(language: Language, body: unknown): unknown {
  if (language === 'en' || language === 'fr' || typeof body !== 'object' || body === null) return body;
  const { conversations, messages, message, last_message } = body as Answer;
  return {
    ...body,
    ...(Array.isArray(conversations) && { conversations: conversations.map((each) => ofConversation(language, each)) }),
    ...(Array.isArray(messages) && { messages: messages.map((each) => ofMessage(language, each)) }),
    ...(message && { message: ofMessage(language, message) }),
    ...(last_message && ofConversation(language, body as Conversation)),
  };
}

function ofMessage(language: Language, message: Message): Message {
  if (message.type === 'text') return message;
  return { ...message, content: summaryText(language, message.content) };
}

function ofConversation(language: Language, conversation: Conversation): Conversation {
  const { last_message } = conversation;
  if (last_message === null) return conversation;
  return { ...conversation, last_message: { ...last_message, content: summaryText(language, last_message.content) } };
}
