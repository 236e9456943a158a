/** One message. Its content is always text, never markup. */
import { useSpeech } from '../text/Language';
import type { TextKey } from '../text/translate';
import { clockTime, fullTime } from '../time';
import { Icon, type IconName } from '../ui/Icon';
import { Ticks } from '../ui/Ticks';
import type { Message, Sender } from './contract';
import { deliveryOf } from './delivery';

const SENDERS: Readonly<Record<Sender, [IconName, TextKey]>> = {
  assistant: ['spark', 'sender.assistant'],
  agent: ['person', 'sender.agent'],
  app: ['phone', 'sender.app'],
};

interface Props {
  message: Message;
  quoted: Message | null;
  /** A later message names this one as the one it repeats. */
  resent: boolean;
  /** Null while only templates can be sent. */
  onSendAgain: ((failed: Message) => void) | null;
}

export function MessageBubble({ message, quoted, resent, onSendAgain }: Props) {
  const speech = useSpeech();
  const { t } = speech;
  const { direction, status, sent_by, content, timestamp, type } = message;
  const delivery = deliveryOf(direction, status);
  const sender = sent_by ? SENDERS[sent_by] : undefined;
  return (
    <li class={`message ${direction} by-${sent_by ?? 'customer'}`} data-testid="message" data-direction={direction} data-status={status} data-id={message.id}>
      <div class="bubble">
        {direction === 'inbound' && <span class="sr-only">{t('sender.customer')}</span>}
        {direction === 'outbound' && sender && (
          <p class="sender"><Icon name={sender[0]} />{t(sender[1])}{message.resend_of && ` · ${t('message.again')}`}</p>
        )}
        {quoted && <blockquote class="quote">{quoted.content}</blockquote>}
        {type !== 'text' && <p class="type">{t(TYPES[type] ?? 'type.other')}</p>}
        <p class="content" dir="auto">{content}</p>
        <p class="meta">
          <time dateTime={timestamp} title={details(message, speech)}>{clockTime(timestamp, speech)}</time>
          {delivery && <Ticks mark={delivery.mark} label={t(delivery.label)} />}
        </p>
      </div>
      {status === 'failed' && <Failure message={message} resent={resent} onSendAgain={onSendAgain} />}
    </li>
  );
}

const TYPES: Readonly<Record<string, TextKey>> = {
  image: 'type.image',
  audio: 'type.audio',
  voice: 'type.audio',
  video: 'type.video',
  document: 'type.document',
  sticker: 'type.sticker',
  location: 'type.location',
  contacts: 'type.contacts',
  reaction: 'type.reaction',
  button: 'type.button',
  interactive: 'type.button',
  template: 'type.template',
  order: 'type.order',
};

/** Why it was not sent, in the words that help most. */
export function reasonOf({ error }: Message): string {
  return error?.advice ?? error?.detail ?? error?.title ?? '';
}

function Failure({ message, resent, onSendAgain }: Omit<Props, 'quoted'>) {
  const { t } = useSpeech();
  const { error } = message;
  return (
    <div class="failure">
      <p>
        <strong>{t('message.notSent')}</strong>
        {' '}
        {reasonOf(message)}
        {error?.code != null && <span class="failure-code"> ({t('message.code', { code: error.code })})</span>}
      </p>
      {message.type === 'text' && message.direction === 'outbound' && (resent
        ? <p class="hint">{t('message.wasResent')}</p>
        : onSendAgain && (
          <button type="button" class="button button-small" data-testid="send-again" onClick={() => onSendAgain(message)}>
            <Icon name="retry" />{t('message.sendAgain')}
          </button>
        ))}
    </div>
  );
}

/** For the title of the time: when it was sent, delivered, read. */
function details(message: Message, speech: ReturnType<typeof useSpeech>): string {
  const steps: [string, TextKey][] = [
    ['sent', 'status.sent'], ['delivered', 'status.delivered'], ['read', 'status.read'],
    ['played', 'status.played'], ['failed', 'status.failed'],
  ];
  const lines = steps.flatMap(([name, key]) => {
    const at = message.statuses?.[name];
    return at ? [`${speech.t(key)}: ${fullTime(at, speech)}`] : [];
  });
  return [fullTime(message.timestamp, speech), ...lines].join('\n');
}
