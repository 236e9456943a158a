/** One message as the server has recorded it. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { fullTime } from '../time';
import { Icon } from '../ui/Icon';
import { Bubble } from './Bubble';
import type { Message } from './contract';

interface Props {
  message: Message;
  /** Who wrote it, in a group; null in a conversation with one customer. */
  author: string | null;
  quoted: Message | null;
  /** A later message repeats this one. */
  resent: boolean;
  /** Null while only templates can be sent. */
  onSendAgain: ((failed: Message) => void) | null;
}

export function MessageBubble({ message, author, quoted, resent, onSendAgain }: Props) {
  const translation = useTranslation();
  const { t } = translation;
  const type = typeLabel(message);
  return (
    <Bubble
      {...message}
      author={author}
      senderNote={message.resend_of && t('message.again')}
      details={details(message, translation)}
      above={
        <>
          {quoted && <blockquote class="quote">{quoted.content}</blockquote>}
          {type && <p class="type">{t(type)}</p>}
        </>
      }
      below={message.status === 'failed' && <Failure message={message} resent={resent} onSendAgain={onSendAgain} />}
    />
  );
}

/** Types whose content is the bare text. For every other type the server's `content` names the type: `📷 Photo: …`. */
const BARE_TYPES: Readonly<Record<string, TextKey>> = {
  button: 'type.choice',
  interactive: 'type.choice',
  template: 'type.template',
};

/** The server names a form, an address or a choice without text by itself, and begins with an icon then. */
const NAMED = /^\p{Extended_Pictographic}/u;

function typeLabel({ type, content }: Message): TextKey | undefined {
  return NAMED.test(content) ? undefined : BARE_TYPES[type];
}

/** Why it was not sent, and what to do. */
export function reasonOf({ error }: Message): string {
  return error?.advice ?? '';
}

function Failure({ message, resent, onSendAgain }: Omit<Props, 'quoted' | 'author'>) {
  const { t } = useTranslation();
  const { error } = message;
  return (
    <div class="failure">
      <p>
        <strong>{t('message.notSent')}</strong> {reasonOf(message)}
        {error?.code != null && <span class="failure-code"> ({t('message.code', { code: error.code })})</span>}
      </p>
      {message.type === 'text'
        && message.direction === 'outbound'
        && (resent ? (
          <p class="hint">{t('message.wasResent')}</p>
        ) : (
          onSendAgain && (
            <button
              type="button"
              class="button button-small"
              data-testid="send-again"
              onClick={() => onSendAgain(message)}
            >
              <Icon name="retry" />
              {t('message.sendAgain')}
            </button>
          )
        ))}
    </div>
  );
}

/** For the title of the time: when it was sent, delivered, read. */
function details(message: Message, translation: ReturnType<typeof useTranslation>): string {
  const steps: [string, TextKey][] = [
    ['sent', 'status.sent'],
    ['delivered', 'status.delivered'],
    ['read', 'status.read'],
    ['played', 'status.played'],
    ['failed', 'status.failed'],
  ];
  const lines = steps.flatMap(([name, key]) => {
    const at = message.statuses[name];
    return at ? [`${translation.t(key)}: ${fullTime(at, translation)}`] : [];
  });
  return [fullTime(message.timestamp, translation), ...lines].join('\n');
}
