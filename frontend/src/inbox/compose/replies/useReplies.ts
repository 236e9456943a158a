/** The quick replies that a text asks for with a slash, and choosing one with the keyboard. */
import { useState } from 'preact/hooks';
import { composing } from '../../../ui/keys';
import { inBrowser } from '../../../ui/storage';
import { useEscape } from '../../escape';
import { askedFor, filledReply, matching, type QuickReply, type ReplyValues, readReplies } from './replies';

export const REPLIES_LIST = 'composer-replies';

export interface Replies {
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
  const found = asked === null || asked === closed ? [] : matching(readReplies(inBrowser), asked);
  const chosen = Math.min(place, Math.max(0, found.length - 1));
  useEscape(() => setClosed(asked), found.length > 0);
  const pick = (reply: QuickReply) => {
    setPlace(0);
    onText(filledReply(reply.text, values));
  };
  return {
    found,
    chosen,
    pick,
    onKey(event) {
      const reply = found[chosen];
      if (!reply || composing(event) || event.shiftKey) return false;
      const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
      const step = steps[event.key];
      if (step !== undefined) setPlace((chosen + step + found.length) % found.length);
      else if (event.key === 'Enter' || event.key === 'Tab') pick(reply);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
