/** Beside “Take over”: the assistant pauses for an hour, or until the shop opens tomorrow. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { serverNow } from '../serverClock';

const HOUR_MS = 3_600_000;

export function PauseButton({ busy, pause }: { busy: boolean; pause: (until: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const choices = useRef<HTMLSpanElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const choose = (until: string) => {
    setOpen(false);
    opener.current?.focus();
    if (!busy) pause(until);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    setOpen(false);
    opener.current?.focus();
  };
  useEffect(() => {
    if (open) choices.current?.querySelector('button')?.focus();
  }, [open]);
  return (
    <>
      <button
        type="button"
        ref={opener}
        class="button button-small pause-open"
        data-testid="pause"
        aria-expanded={open}
        aria-label={t('takeover.pause')}
        title={t('takeover.pause')}
        onClick={() => setOpen(!open)}
      >
        <Icon name="pause" />
      </button>
      {open && (
        <span class="pause-choices" ref={choices}>
          <button
            type="button"
            class="button button-small"
            data-testid="pause-hour"
            onKeyDown={onKey}
            onClick={() => choose(new Date(serverNow() + HOUR_MS).toISOString())}
          >
            {t('takeover.pauseHour')}
          </button>
          <button
            type="button"
            class="button button-small"
            data-testid="pause-tomorrow"
            onKeyDown={onKey}
            onClick={() => choose('tomorrow')}
          >
            {t('takeover.pauseTomorrow')}
          </button>
        </span>
      )}
    </>
  );
}
