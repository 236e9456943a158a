/** What the customer does with a message: answers, reacts, corrects, deletes. */
import { useState } from 'preact/hooks';
import { deleteMessage, editMessage, react } from './api';
import type { PhoneMessage } from './contract';
import { usePhoneTexts } from './text/texts';
import type { Phone } from './usePhone';

const EMOJIS = ['👍', '❤️', '😂', '😮', '🙏'];

interface Props {
  waId: string;
  message: PhoneMessage;
  run: Phone['run'];
  onQuote: () => void;
}

/** One of the business's messages is corrected and deleted in the business's phone app. */
export function MessageActions({ waId, message, run, onQuote }: Props) {
  const { tx } = usePhoneTexts();
  const [choosing, setChoosing] = useState(false);
  const { id, type, text, direction } = message;
  if (type === 'call') return null;
  function edit() {
    const corrected = window.prompt(tx('edit'), text)?.trim();
    if (corrected && corrected !== text) void run(() => editMessage(waId, id, corrected));
  }
  function choose(emoji: string) {
    setChoosing(false);
    void run(() => react(waId, id, emoji));
  }
  if (choosing) {
    return (
      <span class="phone-actions phone-emojis">
        {EMOJIS.map((emoji) => (
          <button key={emoji} type="button" data-emoji={emoji} onClick={() => choose(emoji)}>
            {emoji}
          </button>
        ))}
        <button type="button" onClick={() => choose('')}>
          {tx('noReaction')}
        </button>
      </span>
    );
  }
  return (
    <span class="phone-actions">
      <button type="button" data-testid="phone-answer" onClick={onQuote}>
        {tx('answer')}
      </button>
      <button type="button" data-testid="phone-react" onClick={() => setChoosing(true)}>
        {tx('react')}
      </button>
      {direction === 'in' && <span>{tx('inShopApp')}</span>}
      {type === 'text' && (
        <button type="button" onClick={edit}>
          {tx('edit')}
        </button>
      )}
      <button type="button" onClick={() => void run(() => deleteMessage(waId, id))}>
        {tx('delete')}
      </button>
    </span>
  );
}
