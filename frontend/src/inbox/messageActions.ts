/** What a person can do with one message. */
import type { Message, MessageVersion } from './contract';

export interface MessageActions {
  /** Null while only templates can be sent. */
  sendAgain: ((message: Message) => void) | null;
  /** Takes back one that waits to be sent. Resolves when the result is shown. */
  cancel(message: Message): Promise<void>;
  /** What it said before, oldest first. */
  versions(message: Message): Promise<MessageVersion[]>;
}
