import { useTranslation } from '../text/Language';
import { duration, fullTime, listTime } from '../time';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/Icon';
import { Ticks } from '../ui/Ticks';
import type { Conversation, LastMessage } from './contract';
import { deliveryOf } from './delivery';
import { besideName, nameOf } from './names';
import { wordsOf } from './reasons';
import { hashOf } from './route';
import { needsOf } from './team/calls';
import { TeamMarks } from './team/TeamRow';

export function ConversationItem({
  conversation,
  number,
  open,
  now,
}: {
  conversation: Conversation;
  /** The business number that it is at; null when there is only one. */
  number: string | null;
  open: boolean;
  now: number;
}) {
  const translation = useTranslation();
  const { t, count } = translation;
  const { id, unread, last_message, last_activity } = conversation;
  const title = nameOf(conversation, t);
  return (
    <li>
      <a
        class={`conversation-item${unread > 0 ? ' has-unread' : ''}`}
        href={hashOf(id)}
        data-testid="conversation-item"
        data-id={id}
        aria-current={open ? 'true' : undefined}
      >
        <Avatar name={title} seed={id} icon={conversation.group ? 'people' : undefined} />
        <span class="item-title" dir="auto">
          {title}
        </span>
        <time class="item-time" dateTime={last_activity} title={fullTime(last_activity, translation)}>
          {listTime(last_activity, now, translation)}
        </time>
        <span class="item-preview">
          {conversation.answering ? (
            <em class="item-writing">{t('thread.writing')}</em>
          ) : (
            last_message && <Preview message={last_message} />
          )}
        </span>
        {unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span class="sr-only">{count('list.unread', unread)}</span>
          </span>
        )}
        <Markers conversation={conversation} number={number} now={now} />
      </a>
    </li>
  );
}

function Preview({ message }: { message: LastMessage }) {
  const { t } = useTranslation();
  const delivery = deliveryOf(message.direction, message.status);
  return (
    <>
      {delivery && <Ticks tick={delivery.tick} label={t(delivery.label)} />}
      <span class="item-text" dir="auto">
        {message.content || t('message.deleted')}
      </span>
    </>
  );
}

interface MarkersProps {
  conversation: Conversation;
  number: string | null;
  now: number;
}

function Markers({ conversation, number, now }: MarkersProps) {
  const { t } = useTranslation();
  const { group, perhaps_same_as, takeover, closed, opted_out, marketing_opted_out } = conversation;
  return (
    <span class="markers">
      {group && (
        <span class="marker">
          <Icon name="people" />
          {t('group.sign')}
        </span>
      )}
      {number && (
        <span class="marker" data-testid="business-number">
          <Icon name="phone" />
          <bdi>{number}</bdi>
        </span>
      )}
      {perhaps_same_as && (
        <span class="marker" data-testid="perhaps">
          <Icon name="link" />
          {t('marker.perhaps', { name: besideName(perhaps_same_as, conversation) ?? t('same.unnamed') })}
        </span>
      )}
      <NeedsPerson conversation={conversation} now={now} />
      {takeover && (
        <span class="marker marker-takeover">
          <Icon name="person" />
          {t('marker.takenOver')}
        </span>
      )}
      <TeamMarks conversation={conversation} now={now} />
      {opted_out && <span class="marker">{t('marker.optedOut')}</span>}
      {marketing_opted_out && <span class="marker">{t('marker.marketingOptedOut')}</span>}
      {closed && (
        <span class="marker">
          <Icon name="check" />
          {t('marker.closed')}
        </span>
      )}
    </span>
  );
}

/** How long it has waited for a person, and why. */
function NeedsPerson({ conversation, now }: Pick<MarkersProps, 'conversation' | 'now'>) {
  const translation = useTranslation();
  const needs_person = needsOf(conversation, now);
  if (needs_person === null) return null;
  const waited = duration(now - Date.parse(needs_person.since), translation);
  return (
    <span class="marker marker-needs" title={fullTime(needs_person.since, translation)}>
      <Icon name="alert" />
      {translation.t('marker.waits', { duration: waited, reason: translation.t(wordsOf(needs_person.reason).reason) })}
    </span>
  );
}
