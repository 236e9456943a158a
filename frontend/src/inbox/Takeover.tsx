/** Who answers the customer, and the button that changes it. */
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { untilTime } from '../time';
import { Icon } from '../ui/Icon';
import { TypingDots } from '../ui/TypingDots';
import type { Action } from './api';
import type { Conversation } from './contract';
import { handledBy } from './handledBy';
import { colleague } from './names';
import { useMay } from './role';
import { PauseButton } from './team/PauseButton';
import { TAKEOVER_KEYS, useTakeoverKey } from './useTakeoverKey';

interface Props {
  conversation: Conversation;
  now: number;
  person: Person | null;
  busy: boolean;
  act: (action: Action) => void;
  /** Until a time, or `tomorrow`. */
  pause: (until: string) => void;
}

export function Takeover({ conversation, now, person, busy, act, pause }: Props) {
  const translation = useTranslation();
  const { t } = translation;
  const { serve } = useMay();
  const { takeover } = conversation;
  useTakeoverKey(serve && !busy, () => act(takeover ? 'handback' : 'takeover'));
  if (!takeover) {
    const assistant = handledBy(conversation) === 'assistant';
    return (
      <div class="takeover">
        <span class="takeover-who">
          {assistant && <Icon name="spark" />}
          <Answers conversation={conversation} />
        </span>
        {serve && (
          <button
            type="button"
            class="button button-primary button-small"
            data-testid="takeover"
            aria-disabled={busy}
            aria-keyshortcuts={TAKEOVER_KEYS}
            title={TAKEOVER_KEYS}
            onClick={() => act('takeover')}
          >
            {t('takeover.take')}
          </button>
        )}
        {serve && <PauseButton busy={busy} pause={pause} />}
      </div>
    );
  }
  const until = untilTime(takeover.until, now, translation);
  const by = colleague(takeover.by, person);
  return (
    <div class="takeover is-taken">
      <span class="takeover-who">
        <Icon name="person" />
        {by === 'me' && t('takeover.byYouUntil', { until })}
        {by === null && t('takeover.until', { until })}
        {by !== 'me' && by !== null && t('takeover.byUntil', { by: by.name, until })}
      </span>
      {serve && (
        <button
          type="button"
          class="button button-small"
          data-testid="handback"
          aria-disabled={busy}
          aria-keyshortcuts={TAKEOVER_KEYS}
          title={TAKEOVER_KEYS}
          onClick={() => act('handback')}
        >
          {t('takeover.handBack')}
        </button>
      )}
      {serve && <PauseButton busy={busy} pause={pause} />}
    </div>
  );
}

/** What the assistant does here just now. The thread announces that it writes. */
function Answers({ conversation }: Pick<Props, 'conversation'>) {
  const { t } = useTranslation();
  if (conversation.answering) {
    return (
      <>
        {t('thread.writing')} <TypingDots />
      </>
    );
  }
  return <>{t(handledBy(conversation) === 'assistant' ? 'takeover.assistant' : 'takeover.nobody')}</>;
}
