/** Beside a message: reacting to it and answering it. */
import { useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import type { Message } from './contract';
import type { MessageActions } from './messageActions';
import { ownReaction, type Reaction } from './parts/reactions';

/** Those that WhatsApp offers first. */
const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

interface Props {
  message: Message;
  reactions: readonly Reaction[];
  actions: MessageActions;
}

export function MessageTools({ message, reactions, actions: { reply, react } }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  // WhatsApp knows a message by its own id, and an answer to it by that.
  if (message.message_id === null || message.deleted_at || message.type === 'reaction') return null;
  const reactable = message.direction === 'inbound' ? react : null;
  if (!reply && !reactable) return null;
  const mine = ownReaction(reactions);
  const action = t(reactable ? 'tools.open' : 'tools.reply');
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the button opened
    <div
      class={open ? 'tools is-open' : 'tools'}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        type="button"
        ref={opener}
        class="button button-quiet tools-open"
        data-testid="message-tools"
        aria-expanded={open}
        aria-label={t('tools.of', { action, text: beginningOf(message.content) })}
        title={action}
        onClick={() => (reactable ? setOpen(!open) : reply?.(message))}
      >
        <Icon name={reactable ? 'smile' : 'reply'} />
      </button>
      {open && reactable && (
        <Row
          mine={mine}
          onReact={(emoji) => {
            reactable(message, mine === emoji ? '' : emoji);
            close();
          }}
          onReply={
            reply
            && (() => {
              setOpen(false);
              reply(message);
            })
          }
        />
      )}
    </div>
  );
}

/** As much of a text as tells it from the others. */
function beginningOf(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40).trimEnd()}…`;
}

interface RowProps {
  /** Our present reaction. */
  mine: string | null;
  onReact: (emoji: string) => void;
  onReply: (() => void) | null;
}

function Row({ mine, onReact, onReply }: RowProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
    <div class="tools-row" role="group" aria-label={t('tools.react')}>
      {EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          data-testid="react"
          aria-pressed={mine === emoji}
          aria-label={t('tools.reactWith', { emoji })}
          onClick={() => onReact(emoji)}
        >
          {emoji}
        </button>
      ))}
      {onReply && (
        <button type="button" class="tools-reply" data-testid="reply" onClick={onReply}>
          <Icon name="reply" />
          {t('tools.reply')}
        </button>
      )}
    </div>
  );
}
