/** The frame that every message has: sender, text, time and delivery status. The text is never HTML. */
import type { ComponentChildren } from 'preact';
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { Icon, type IconName } from '../ui/Icon';
import type { Message, Sender } from './contract';
import { StatusTimes } from './log/StatusTimes';
import { Marked } from './markup/Marked';

const SENDERS: Readonly<Record<Sender, [IconName, TextKey]>> = {
  assistant: ['spark', 'sender.assistant'],
  agent: ['person', 'sender.agent'],
  app: ['phone', 'sender.app'],
};

interface Props
  extends Pick<Message, 'direction' | 'sent_by' | 'status' | 'timestamp'>,
    Partial<Pick<Message, 'statuses' | 'edited_at' | 'deleted_at'>> {
  /** Null where what is attached says everything. */
  content: string | null;
  /** Its sender is that of the message before, and is not shown again. */
  continued?: boolean;
  /** Left out while the server has not confirmed the message. */
  id?: string;
  /** Which customer wrote it, in a group. */
  author?: string | null;
  /** Shown after the sender's name. */
  senderNote?: string | null;
  /** Shown between the sender and the text. */
  above?: ComponentChildren;
  /** In the place of a text that is no longer there. */
  gone?: string | null;
  /** Shown before the text. */
  pictured?: ComponentChildren;
  /** Shown between the text and the time. */
  attached?: ComponentChildren;
  /** Somebody has just looked for it. */
  found?: boolean;
  /** Shown beside the bubble. */
  tools?: ComponentChildren;
  /** Shown on the lower edge of the bubble. */
  badge?: ComponentChildren;
  /** Shown before the time. */
  note?: string | null;
  /** Shown below the bubble. */
  below?: ComponentChildren;
}

export function Bubble({
  id,
  direction,
  sent_by,
  status,
  content,
  continued,
  timestamp,
  author,
  senderNote,
  above,
  gone,
  pictured,
  attached,
  found,
  tools,
  badge,
  note,
  below,
  ...times
}: Props) {
  const { t } = useTranslation();
  const sender = sent_by ? SENDERS[sent_by] : undefined;
  const className = `message ${direction} by-${sent_by ?? 'customer'}${id === undefined ? ' is-pending' : ''}${found ? ' is-found' : ''}${continued ? ' is-continued' : ''}`;
  return (
    <li
      class={className}
      tabIndex={-1}
      data-testid="message"
      data-direction={direction}
      data-status={status}
      data-id={id}
    >
      <div class="bubble-row">
        <div class="bubble">
          {direction === 'inbound' && !author && <span class="sr-only">{t('sender.customer')}</span>}
          {direction === 'inbound' && author && (
            <p class={continued ? 'sender sr-only' : 'sender'} dir="auto">
              {author}
            </p>
          )}
          {direction === 'outbound' && sender && (
            <p class={continued ? 'sender sr-only' : 'sender'}>
              <Icon name={sender[0]} />
              {t(sender[1])}
              {senderNote && ` · ${senderNote}`}
            </p>
          )}
          {above}
          {!gone && pictured}
          {gone && <p class="content is-gone">{gone}</p>}
          {!gone && content !== null && <Marked content={content} />}
          {attached}
          <p class="meta">
            {note && <span>{note}</span>}
            <StatusTimes message={{ direction, status, timestamp, ...times }} />
          </p>
          {badge}
        </div>
        {tools}
      </div>
      {below}
    </li>
  );
}
