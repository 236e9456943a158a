/** What a person can do with one message. */
import type { Message, MessageVersion } from './contract';
import type { Links } from './media/links';

export interface MessageActions {
  /** Null while only templates can be sent. */
  sendAgain: ((message: Message) => void) | null;
  /** A text that waits for the network goes back into the composer. */
  takeBack(key: string): void;
  /** Takes back one that waits to be sent. Resolves when the result is shown. */
  cancel(message: Message): Promise<void>;
  /** What it said before, oldest first. */
  versions(message: Message): Promise<MessageVersion[]>;
  /** Quotes it in what is written next. Null while only templates can be sent. */
  reply: ((message: Message) => void) | null;
  /** Reacts to it; an empty text takes our reaction back. Null while only templates can be sent. */
  react: ((message: Message, emoji: string) => void) | null;
  files: FileActions;
}

export interface FileActions {
  links: Links;
  /** Shows the message's file in the viewer. */
  open(message: Message): void;
  /** Fetches a customer's file again from Meta. Resolves when its new state is shown. */
  fetchAgain(id: string): Promise<void>;
}
