/** The time of a message and its ticks. Pointing at them, or the keyboard's focus, shows when each status was reached. */
import { useId, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { TextKey } from '../../text/translate';
import { clockTime, fullTime } from '../../time';
import { Ticks } from '../../ui/Ticks';
import type { Message } from '../contract';
import { deliveryOf } from '../delivery';

type Timed = Pick<Message, 'direction' | 'status' | 'timestamp'> &
  Partial<Pick<Message, 'statuses' | 'edited_at' | 'deleted_at'>>;

const STEPS: readonly [string, TextKey][] = [
  ['sent', 'status.sent'],
  ['delivered', 'status.delivered'],
  ['read', 'status.read'],
  ['played', 'status.played'],
  ['failed', 'status.failed'],
];

/** What happened to the message and when, oldest first. */
export function stepsOf({ statuses = {}, edited_at, deleted_at }: Timed): [TextKey, string][] {
  const reached = STEPS.flatMap(([name, key]): [TextKey, string][] => {
    const at = statuses[name];
    return at ? [[key, at]] : [];
  });
  if (edited_at) reached.push(['message.edited', edited_at]);
  if (deleted_at) reached.push(['message.deleted', deleted_at]);
  return reached;
}

export function StatusTimes({ message }: { message: Timed }) {
  const translation = useTranslation();
  const { t } = translation;
  const [open, setOpen] = useState(false);
  const id = useId();
  const { direction, status, timestamp } = message;
  const delivery = deliveryOf(direction, status);
  const steps = stepsOf(message);
  const shown = (
    <>
      <time dateTime={timestamp}>{clockTime(timestamp, translation)}</time>
      {delivery && <Ticks tick={delivery.tick} label={t(delivery.label)} />}
    </>
  );
  // A received message has nothing but its time.
  if (steps.length === 0) {
    return (
      <span class="status-times" title={fullTime(timestamp, translation)}>
        {shown}
      </span>
    );
  }
  return (
    <span class="status-times" onPointerEnter={() => setOpen(true)} onPointerLeave={() => setOpen(false)}>
      <button
        type="button"
        data-testid="status-times"
        aria-describedby={open ? id : undefined}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !open) return;
          event.stopPropagation();
          setOpen(false);
        }}
      >
        {shown}
      </button>
      {open && (
        <span class="status-list" role="tooltip" id={id}>
          <span>{fullTime(timestamp, translation)}</span>
          {steps.map(([key, at]) => (
            <span key={key}>{t('status.at', { status: t(key), time: fullTime(at, translation) })}</span>
          ))}
        </span>
      )}
    </span>
  );
}
