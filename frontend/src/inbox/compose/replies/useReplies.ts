/** The quick replies that a text asks for with a slash, and choosing one with the keyboard. */
import { useState } from 'preact/hooks';
import { composing } from '../../../ui/keys';
import { inBrowser } from '../../../ui/storage';
import { useEscape } from '../../escape';
import { askedFor, filledReply, matching, type QuickReply, type ReplyValues, readReplies } from './replies';

export const REPLIES_LIST = 'composer-replies';

export interface Replies {
  /** One is asked for, also where there is none. */
  open: boolean;
  /** Empty when none is asked for. */
  found: readonly QuickReply[];
  /** The place of the one that Enter takes. */
  chosen: number;
  pick(reply: QuickReply): void;
  /** True: the key was for the list. */
  onKey(event: KeyboardEvent): boolean;
}

export function replyId(place: number): string {
  return `${REPLIES_LIST}-${place}`;
}

export function useReplies(text: string, values: ReplyValues, onText: (text: string) => void): Replies {
  const [place, setPlace] = useState(0);
  // What was asked for when the list was closed with Escape.
  const [closed, setClosed] = useState<string | null>(null);
  const asked = askedFor(text);
  const open = asked !== null && asked !== closed;
  const found = open ? matching(readReplies(inBrowser), asked) : [];
  const chosen = Math.min(place, Math.max(0, found.length - 1));
  useEscape(() => setClosed(asked), open);
  const pick = (reply: QuickReply) => {
    setPlace(0);
    onText(filledReply(reply.text, values));
  };
  return {
    open,
    found,
    chosen,
    pick,
    onKey(event) {
      const does = open ? actionOf(event, found.length) : null;
      if (does === null) return false;
      event.preventDefault();
      const reply = found[chosen];
      if (typeof does === 'number') setPlace((chosen + does + found.length) % found.length);
      else if (does === 'take' && reply) pick(reply);
      return true;
    },
  };
}

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode'>;

/** A step, to take the chosen one, or nothing but that Enter does not send; null: the key is not for the list. */
export function actionOf(event: Key, count: number): number | 'take' | 'hold' | null {
  if (composing(event) || event.shiftKey) return null;
  if (count === 0) return event.key === 'Enter' ? 'hold' : null;
  if (event.key === 'ArrowDown') return 1;
  if (event.key === 'ArrowUp') return -1;
  return event.key === 'Enter' || event.key === 'Tab' ? 'take' : null;
}
