import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { clockTime } from '../time';
import { type Tick, Ticks } from '../ui/Ticks';
import type { PhoneMessage } from './contract';

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

export function HandsetMessage({ message }: { message: PhoneMessage }) {
  const translation = useTranslation();
  const { t } = translation;
  const { direction, status, type, text, timestamp } = message;
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
        {text}
      </p>
      <p class="phone-meta">
        <time dateTime={timestamp}>{clockTime(timestamp, translation)}</time>
        {ticks && <Ticks tick={ticks[0]} label={t(ticks[1])} />}
      </p>
    </li>
  );
}
