import { Marked } from '../inbox/markup/Marked';
import { clockTime } from '../time';
import { type Tick, Ticks } from '../ui/Ticks';
import { sendKind, tap } from './api';
import { Above, Below } from './content/Content';
import type { PhoneMessage } from './contract';
import { MessageActions } from './MessageActions';
import type { PhoneKey } from './text/texts';
import { usePhoneTexts } from './text/texts';
import type { Phone } from './usePhone';

const TICKS: Readonly<Record<'sent' | 'delivered' | 'read', [Tick, PhoneKey]>> = {
  sent: ['one', 'tick.sent'],
  delivered: ['two', 'tick.delivered'],
  read: ['two-read', 'tick.read'],
};

/** Types whose content does not say what they are. */
const KIND_KEYS: Readonly<Record<string, PhoneKey>> = {
  location: 'kind.location',
  contacts: 'kind.contacts',
  order: 'kind.order',
  reaction: 'kind.reaction',
  button: 'kind.button',
  unsupported: 'kind.unsupported',
  call: 'kind.call',
};

/** Types whose text is a part of what is shown above it. */
const SAID_ABOVE = ['location', 'contacts'];

interface Props {
  waId: string;
  message: PhoneMessage;
  /** The message that this one quotes, if the phone still has it. */
  quoted: PhoneMessage | undefined;
  reactions: readonly string[];
  run: Phone['run'];
  onQuote: () => void;
}

export function HandsetMessage({ waId, message, quoted, reactions, run, onQuote }: Props) {
  const translation = usePhoneTexts();
  const { tx } = translation;
  const { id, direction, status, type, text, timestamp, edited, deleted } = message;
  const ticks = direction === 'out' && status ? TICKS[status] : undefined;
  const kind = KIND_KEYS[type];
  return (
    <li
      class={`phone-message ${direction}`}
      data-testid="phone-message"
      data-direction={direction}
      data-type={type}
      data-status={status ?? ''}
    >
      <span class="sr-only">{tx(direction === 'out' ? 'me' : 'business')}</span>
      {message.reply_to && !deleted && <Quoted message={quoted} />}
      {kind && <p class="phone-kind">{tx(kind)}</p>}
      {!deleted && <Above message={message} />}
      {deleted && <p class="phone-text">{tx('deleted')}</p>}
      {!deleted && text !== '' && !SAID_ABOVE.includes(type) && (
        <div class="phone-text">
          <Marked content={text} />
        </div>
      )}
      {!deleted && (
        <Below
          message={message}
          onTap={(choice) => void run(() => tap(waId, id, choice))}
          onLocation={() => void run(() => sendKind(waId, 'location', ''))}
        />
      )}
      <p class="phone-meta">
        {!deleted && <MessageActions waId={waId} message={message} run={run} onQuote={onQuote} />}
        {edited && !deleted && <span>{tx('edited')}</span>}
        <time dateTime={timestamp}>{clockTime(timestamp, translation)}</time>
        {ticks && <Ticks tick={ticks[0]} label={tx(ticks[1])} />}
      </p>
      {reactions.length > 0 && (
        <p class="phone-reactions" data-testid="phone-reactions">
          <span class="sr-only">{tx('kind.reaction')}</span>
          {reactions.join(' ')}
        </p>
      )}
    </li>
  );
}

function Quoted({ message }: { message: PhoneMessage | undefined }) {
  const { tx } = usePhoneTexts();
  const shown = message && !message.deleted ? message.text || tx('quotedFile') : tx('quotedGone');
  return (
    <blockquote class="phone-quote" data-testid="phone-quote" dir="auto">
      {shown}
    </blockquote>
  );
}
