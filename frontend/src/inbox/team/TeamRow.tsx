/** Under the name: who does the conversation, its labels, and until when it is put aside. */
import { useContext } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { untilTime } from '../../time';
import { Icon } from '../../ui/Icon';
import type { Conversation } from '../contract';
import { colleague } from '../names';
import { snoozedUntil } from './calls';
import { isMeant, Me } from './me';

interface Props {
  conversation: Pick<Conversation, 'assigned_to' | 'labels' | 'snoozed_until' | 'mentioned'>;
  now: number;
}

/** Marks, for the list and for the header. */
export function TeamMarks({ conversation, now }: Props) {
  const translation = useTranslation();
  const { assigned_to, labels, mentioned } = conversation;
  const me = useContext(Me);
  const until = snoozedUntil(conversation, now);
  const name = assigned_to && colleague(assigned_to.to, null);
  return (
    <>
      {mentioned.some((mention) => isMeant(me, mention)) && (
        <span class="marker marker-needs" data-testid="mentioned">
          <Icon name="template" />
          {translation.t('marker.mentioned')}
        </span>
      )}
      {assigned_to && (
        <span class="marker marker-takeover" data-testid="assigned">
          <Icon name="person" />
          <span class="sr-only">{translation.t('marker.assigned')}</span>
          <bdi>{name && name !== 'me' ? name.name : translation.t('marker.colleague')}</bdi>
        </span>
      )}
      {labels.map((label) => (
        <span key={label} class="marker marker-label" data-testid="label">
          <bdi>{label}</bdi>
        </span>
      ))}
      {until && (
        <span class="marker" data-testid="snoozed">
          <Icon name="clock" />
          {translation.t('marker.snoozed', { until: untilTime(until, now, translation) })}
        </span>
      )}
    </>
  );
}

export function TeamRow(props: Props) {
  const { assigned_to, labels } = props.conversation;
  if (!assigned_to && labels.length === 0 && !snoozedUntil(props.conversation, props.now)) return null;
  return (
    <p class="team-row">
      <TeamMarks {...props} />
    </p>
  );
}
