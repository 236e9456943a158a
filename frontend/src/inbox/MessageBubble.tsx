/** One message as the server has recorded it. */
import { RestsOn } from '../assistant/RestsOn';
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { Bubble } from './Bubble';
import { bodyOf } from './body';
import { Cancel } from './Cancel';
import type { Message } from './contract';
import { MessageTools } from './MessageTools';
import { Attachment } from './media/Attachment';
import type { MessageActions } from './messageActions';
import { Outcome } from './Outcome';
import { Parts } from './parts/Parts';
import { Quote } from './parts/Quote';
import { ReactionBadge } from './parts/ReactionBadge';
import type { Reaction } from './parts/reactions';
import { Versions } from './Versions';

interface Props {
  message: Message;
  /** It belongs to the group of the message before: its sender is not named again. */
  continued?: boolean;
  /** Who wrote it, in a group; null in a conversation with one customer. */
  author: string | null;
  /** The message that it answers; null when that is not loaded. */
  quoted: Message | null;
  /** A later message repeats this one. */
  resent: boolean;
  reactions?: readonly Reaction[];
  /** Somebody has just looked for it. */
  found?: boolean;
  /** Goes to the message with this id or wamid. */
  onJump?: (name: string) => void;
  actions: MessageActions;
}

const NONE: readonly Reaction[] = [];

export function MessageBubble(props: Props) {
  const { message, continued, author, quoted, resent, reactions = NONE, found, onJump, actions } = props;
  const { t } = useTranslation();
  const type = typeLabel(message);
  const { media, deleted_at } = message;
  const answers = message.reply_to ?? message.reaction?.message_id ?? null;
  return (
    <Bubble
      {...message}
      content={bodyOf(message)}
      continued={continued ?? false}
      author={author}
      senderNote={message.resend_of && t('message.again')}
      above={
        <>
          {answers !== null && <Quote quoted={quoted} onJump={() => onJump?.(answers)} />}
          {type && <p class="type">{t(type)}</p>}
        </>
      }
      gone={deleted_at ? t('message.deleted') : null}
      pictured={media && <Attachment message={message} media={media} actions={actions} />}
      attached={!deleted_at && <Parts message={message} />}
      note={!deleted_at && message.edited_at ? t('message.edited') : null}
      found={found ?? false}
      tools={<MessageTools message={message} reactions={reactions} actions={actions} />}
      badge={<ReactionBadge reactions={reactions} />}
      below={<Below message={message} resent={resent} actions={actions} />}
    />
  );
}

function Below({ message, resent, actions }: Pick<Props, 'message' | 'resent' | 'actions'>) {
  return (
    <>
      {(message.status === 'failed' || message.status === 'unknown') && (
        <Outcome message={message} resent={resent} sendAgain={actions.sendAgain} />
      )}
      <Cancel message={message} cancel={actions.cancel} />
      {message.rests_on && <RestsOn on={message.rests_on} version />}
      {(message.deleted_at || message.edited_at) && (
        <Versions key={message.deleted_at ?? message.edited_at} message={message} actions={actions} />
      )}
    </>
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

function typeLabel({ type, content, deleted_at, form, interactive }: Message): TextKey | undefined {
  return deleted_at || form || interactive || NAMED.test(content) ? undefined : BARE_TYPES[type];
}
