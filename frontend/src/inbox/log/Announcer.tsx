/** Announces new messages to a screen reader: the customer's, the assistant's, and the person's own that failed. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { Message } from '../contract';
import { authorOf } from '../names';
import { reasonOf } from '../Outcome';

interface Props {
  messages: readonly Message[];
  customer: string;
  inGroup: boolean;
  answering: boolean;
}

export function Announcer({ messages, customer, inGroup, answering }: Props) {
  const { t } = useTranslation();
  const lastId = useRef(messages.at(-1)?.id);
  const [text, setText] = useState('');
  useLayoutEffect(() => {
    const newest = messages.at(-1);
    if (!newest || newest.id === lastId.current) return;
    const from = messages.findIndex((each) => each.id === lastId.current);
    lastId.current = newest.id;
    const fresh = messages
      .slice(from + 1)
      .filter((each) => !each.deleted_at && (each.sent_by !== 'agent' || each.status === 'failed'));
    setText(
      fresh
        .map((each) => {
          if (each.sent_by === 'agent') return `${t('message.notSent')} ${reasonOf(each)}`;
          return t('thread.announce', {
            who: each.direction === 'outbound' ? t('sender.assistant') : (inGroup && authorOf(each)) || customer,
            text: each.content,
          });
        })
        .join('. '),
    );
  }, [messages, customer, inGroup, t]);
  return (
    <div class="sr-only" aria-live="polite">
      <p>{text}</p>
      <p>{answering ? t('thread.writing') : ''}</p>
    </div>
  );
}
