/** What the customer does with a message: answers, reacts, corrects, deletes. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { deleteMessage, editMessage, react } from './api';
import type { PhoneMessage } from './contract';
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
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  const { id, type, text, direction } = message;
  if (type === 'call') return null;
  function edit() {
    const corrected = window.prompt(t('phone.edit'), text)?.trim();
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
          {t('phone.noReaction')}
        </button>
      </span>
    );
  }
  return (
    <span class="phone-actions">
      <button type="button" data-testid="phone-answer" onClick={onQuote}>
        {t('phone.answer')}
      </button>
      <button type="button" data-testid="phone-react" onClick={() => setChoosing(true)}>
        {t('phone.react')}
      </button>
      {direction === 'in' && <span>{t('phone.inShopApp')}</span>}
      {type === 'text' && (
        <button type="button" onClick={edit}>
          {t('phone.edit')}
        </button>
      )}
      <button type="button" onClick={() => void run(() => deleteMessage(waId, id))}>
        {t('phone.delete')}
      </button>
    </span>
  );
}
