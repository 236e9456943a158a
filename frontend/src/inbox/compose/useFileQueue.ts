/** The files of one conversation, and sending them in their order. */
import { useEffect, useState } from 'preact/hooks';
import type { Outgoing } from '../contract';
import type { SendResult } from '../useSending';
import type { FileQueue } from './fileQueue';
import { outgoingFile, type QueuedFile } from './files';

export function useFiles(queue: FileQueue, conversation: string): readonly QueuedFile[] {
  const [files, setFiles] = useState(() => queue.of(conversation));
  useEffect(() => {
    const update = () => setFiles(queue.of(conversation));
    update();
    return queue.subscribe(update);
  }, [queue, conversation]);
  return files;
}

/** The message that the first file answers. */
export interface Quote {
  id: string;
  /** It was used: what follows does not quote it. */
  onUsed: () => void;
}

/**
 * Sends the files one after the other, each once it is uploaded. It stops at the first that is not sent: the others stay, and
 * so does the quote, so that a repetition is the same send and its key is recognised. Resolves to whether all were sent.
 */
export async function sendFiles(
  queue: FileQueue,
  files: readonly QueuedFile[],
  quote: Quote | null,
  send: (outgoing: Outgoing, content: string) => Promise<SendResult>,
): Promise<boolean> {
  let quoted = quote;
  for (const { key } of files) queue.change(key, { sending: true });
  for (const { key } of files) {
    const file = await queue.settled(key);
    // It was taken back meanwhile.
    if (file === undefined) continue;
    const media = outgoingFile(file);
    const quoting = quoted === null ? {} : { reply_to: quoted.id };
    if (media === null || (await send({ media, ...quoting }, media.caption ?? file.name)) === 'unsent') {
      for (const each of files) queue.change(each.key, { sending: false });
      return false;
    }
    quoted?.onUsed();
    quoted = null;
    queue.sent(media.id);
  }
  return true;
}
