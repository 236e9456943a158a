/** One message as the server has recorded it. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { fullTime } from '../time';
import { Attached } from './Attached';
import { Bubble } from './Bubble';
import { Cancel } from './Cancel';
import type { Message } from './contract';
import type { MessageActions } from './messageActions';
import { Outcome } from './Outcome';
import { Versions } from './Versions';

interface Props {
  message: Message;
  /** Who wrote it, in a group; null in a conversation with one customer. */
  author: string | null;
  quoted: Message | null;
  /** A later message repeats this one. */
  resent: boolean;
  actions: MessageActions;
}

export function MessageBubble({ message, author, quoted, resent, actions }: Props) {
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
          {quoted && (
            <blockquote class="quote" dir="auto">
              {quoted.deleted_at ? t('message.deleted') : quoted.content}
            </blockquote>
          )}
          {type && <p class="type">{t(type)}</p>}
        </>
      }
      gone={message.deleted_at ? t('message.deleted') : null}
      attached={!message.deleted_at && <Attached message={message} />}
      note={!message.deleted_at && message.edited_at ? t('message.edited') : null}
      below={
        <>
          {(message.status === 'failed' || message.status === 'unknown') && (
            <Outcome message={message} resent={resent} sendAgain={actions.sendAgain} />
          )}
          <Cancel message={message} cancel={actions.cancel} />
          {(message.deleted_at || message.edited_at) && (
            <Versions key={message.deleted_at ?? message.edited_at} message={message} load={actions.versions} />
          )}
        </>
      }
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

function typeLabel({ type, content, deleted_at }: Message): TextKey | undefined {
  return deleted_at || NAMED.test(content) ? undefined : BARE_TYPES[type];
}

/** For the title of the time: when it was sent, delivered, read, edited, deleted. */
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
  const changes = [
    message.edited_at && translation.t('message.editedAt', { time: fullTime(message.edited_at, translation) }),
    message.deleted_at && translation.t('message.deletedAt', { time: fullTime(message.deleted_at, translation) }),
  ].filter(Boolean);
  return [fullTime(message.timestamp, translation), ...lines, ...changes].join('\n');
}
