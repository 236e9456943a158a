import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { clockTime } from '../time';
import { type Tick, Ticks } from '../ui/Ticks';
import { deleteMessage, editMessage } from './api';
import type { PhoneMessage } from './contract';
import type { Phone } from './usePhone';

const TICKS: Readonly<Record<'sent' | 'delivered' | 'read', [Tick, TextKey]>> = {
  sent: ['one', 'phone.tick.sent'],
  delivered: ['two', 'phone.tick.delivered'],
  read: ['two-read', 'phone.tick.read'],
};

const KIND_KEYS: Readonly<Record<string, TextKey>> = {
  image: 'kind.image',
  location: 'kind.location',
  voice: 'kind.voice',
  audio: 'kind.voice',
  sticker: 'kind.sticker',
  reaction: 'kind.reaction',
  button: 'kind.button',
  unsupported: 'kind.unsupported',
};

interface Props {
  waId: string;
  message: PhoneMessage;
  run: Phone['run'];
}

export function HandsetMessage({ waId, message, run }: Props) {
  const translation = useTranslation();
  const { t } = translation;
  const { direction, status, type, text, timestamp, edited, deleted } = message;
  const ticks = direction === 'out' && status ? TICKS[status] : undefined;
  const kind = KIND_KEYS[type];
  return (
    <li
      class={`phone-message ${direction}`}
      data-testid="phone-message"
      data-direction={direction}
      data-status={status ?? ''}
    >
      <span class="sr-only">{t(direction === 'out' ? 'phone.me' : 'phone.business')}</span>
      {kind && <p class="phone-kind">{t(kind)}</p>}
      <p class="phone-text" dir="auto">
        {deleted ? t('phone.deleted') : text}
      </p>
      <p class="phone-meta">
        {!deleted && <Actions waId={waId} message={message} run={run} />}
        {edited && !deleted && <span>{t('phone.edited')}</span>}
        <time dateTime={timestamp}>{clockTime(timestamp, translation)}</time>
        {ticks && <Ticks tick={ticks[0]} label={t(ticks[1])} />}
      </p>
    </li>
  );
}

/** Corrects or deletes a message for everyone. One of the business's is changed in the business's phone app. */
function Actions({ waId, message, run }: Props) {
  const { t } = useTranslation();
  const { id, type, text } = message;
  function edit() {
    const corrected = window.prompt(t('phone.edit'), text)?.trim();
    if (corrected && corrected !== text) void run(() => editMessage(waId, id, corrected));
  }
  return (
    <span class="phone-actions">
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
