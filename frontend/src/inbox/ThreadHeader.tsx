/** Who the customer is, whether the window is open, and who handles the conversation. */
import type { ComponentChildren } from 'preact';
import { HandOverText } from '../assistant/HandOverText';
import type { Person } from '../signin/idToken';
import { useTranslation } from '../text/Language';
import { duration, fullTime, sinceTime } from '../time';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/Icon';
import type { Action } from './api';
import type { Called, Conversation, HandedOver, OtherPerson } from './contract';
import { Heading } from './Heading';
import { Joined } from './Joined';
import { nameOf, subtitleOf, titleOf } from './names';
import { ProblemNotice } from './ProblemNotice';
import { wordsOf } from './reasons';
import { useMay } from './role';
import { Takeover } from './Takeover';
import { needsOf, type Organise } from './team/calls';
import type { Known } from './team/known';
import { Lookers } from './team/Lookers';
import { OrganiseButton } from './team/OrganiseButton';
import { TeamRow } from './team/TeamRow';
import type { Other } from './team/useLooking';
import { useAction } from './useAction';
import type { WindowState } from './window';

export interface HeaderActions {
  /** Each resolves when its result is shown. */
  act(action: Action): Promise<void>;
  unmerge(other: OtherPerson): Promise<void>;
  organise: Organise;
}

interface Props {
  conversation: Conversation | null;
  /** The business number that the conversation is at; null when there is only one. */
  number: string | null;
  window: WindowState;
  now: number;
  person: Person | null;
  actions: HeaderActions;
  /** Names and labels that were seen elsewhere. */
  known: Known;
  /** Who else has it open. */
  others: readonly Other[];
  /** Further buttons. */
  more?: ComponentChildren;
  onBack: () => void;
}

export function ThreadHeader(props: Props) {
  const { conversation, number, window, now, person, actions, known, others, more, onBack } = props;
  const { busy, problem, run, dismiss } = useAction();
  const act = (action: Action) => run(() => actions.act(action));
  return (
    <header class="thread-header">
      <Who conversation={conversation} number={number} busy={busy} act={act} onBack={onBack}>
        {conversation && more}
        {conversation && (
          <OrganiseButton conversation={conversation} known={known} person={person} organise={actions.organise} />
        )}
      </Who>
      {conversation && (
        <>
          {!conversation.group && (
            <div class="thread-state">
              <WindowNote window={window} closesAt={conversation.window_closes_at} />
              <Takeover
                conversation={conversation}
                now={now}
                person={person}
                busy={busy}
                act={act}
                pause={(until) => run(() => actions.organise('takeover', { until }))}
              />
            </div>
          )}
          <Lookers others={others} />
          <TeamRow conversation={conversation} now={now} />
          <Flags conversation={conversation} now={now} />
          <Joined merged={conversation.merged} busy={busy} onUndo={(other) => run(() => actions.unmerge(other))} />
        </>
      )}
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </header>
  );
}

type WhoProps = Pick<Props, 'conversation' | 'number' | 'onBack'> & {
  busy: boolean;
  act: (action: Action) => void;
  children: ComponentChildren;
};

function Who({ conversation, number, busy, act, onBack, children }: WhoProps) {
  const { t } = useTranslation();
  const title = nameOf(conversation, t);
  return (
    <Heading
      title={title}
      before={<Avatar name={title} seed={conversation?.id ?? ''} icon={conversation?.group ? 'people' : undefined} />}
      below={conversation && <Below conversation={conversation} number={number} />}
      onBack={onBack}
    >
      {children}
      {conversation && <CloseButton closed={conversation.closed} busy={busy} act={act} />}
    </Heading>
  );
}

/** Under the name: what else is known of the person, and at which business number they write. */
function Below({ conversation, number }: { conversation: Conversation; number: string | null }) {
  const { t } = useTranslation();
  const named = titleOf(conversation) !== null;
  const who = conversation.group ? named && t('group.sign') : subtitleOf(conversation);
  return (
    <p class="thread-number">
      {who && <span dir="auto">{who}</span>}
      {number && <span data-testid="business-number">{t('number.at', { number })}</span>}
    </p>
  );
}

interface CloseProps {
  closed: boolean;
  busy: boolean;
  act: (action: Action) => void;
}

function CloseButton({ closed, busy, act }: CloseProps) {
  const { t } = useTranslation();
  const { serve } = useMay();
  // A closed one still says so.
  if (!serve && !closed) return null;
  const meaning = t(closed ? 'marker.closed' : 'thread.closeLong');
  return (
    <button
      type="button"
      class="button button-quiet close"
      aria-label={meaning}
      title={meaning}
      aria-disabled={closed || busy}
      onClick={() => {
        if (!closed) act('close');
      }}
    >
      <Icon name="check" />
      <span>{t(closed ? 'marker.closed' : 'thread.close')}</span>
    </button>
  );
}

/** Why the conversation needs attention, or gets no answers. */
function Flags({ conversation, now }: { conversation: Conversation; now: number }) {
  const translation = useTranslation();
  const { t } = translation;
  const { handed_over, called, opted_out, marketing_opted_out } = conversation;
  const needs_person = needsOf(conversation, now);
  const words = needs_person && wordsOf(needs_person.reason);
  return (
    <>
      {words && (
        <p class="thread-flag flag-needs" data-testid="needs-person">
          <Icon name="alert" />
          <span>
            {t('marker.needsPersonSince', {
              since: sinceTime(needs_person.since, now, translation),
              reason: t(words.reason),
            })}
            . {t(words.advice)}
          </span>
        </p>
      )}
      {handed_over && <HandedOverPanel key={handed_over.at} of={handed_over} now={now} />}
      {called.length > 0 && <CalledPanel calls={called} />}
      {opted_out && (
        <p class="thread-flag">
          <Icon name="alert" />
          {t('thread.optedOut')}
        </p>
      )}
      {marketing_opted_out && (
        <p class="thread-flag">
          <Icon name="alert" />
          {t('thread.marketingOptedOut')}
        </p>
      )}
    </>
  );
}

/** What the assistant says to the colleague who takes over. */
function HandedOverPanel({ of, now }: { of: HandedOver; now: number }) {
  const translation = useTranslation();
  return (
    <details open class="handed-over" data-testid="handed-over">
      <summary>{translation.t('handOver.title', { since: sinceTime(of.at, now, translation) })}</summary>
      <HandOverText of={of} />
    </details>
  );
}

/** What tools have done of which no answer tells the customer. */
function CalledPanel({ calls }: { calls: readonly Called[] }) {
  const { t } = useTranslation();
  return (
    <details open class="handed-over" data-testid="called">
      <summary>{t('called.title')}</summary>
      <dl class="hand-over">
        {calls.map((call, place) => (
          <div key={place}>
            <dt>{t(`called.${call.outcome}`, { name: call.name })}</dt>
            {call.said && <dd dir="auto">{call.said}</dd>}
          </div>
        ))}
      </dl>
    </details>
  );
}

function WindowNote({ window, closesAt }: { window: WindowState; closesAt: string | null }) {
  const translation = useTranslation();
  const text = window.open
    ? translation.t('window.closesIn', { duration: duration(window.leftMs, translation) })
    : translation.t('window.closed');
  const className = !window.open ? 'window-closed' : window.soon ? 'window-soon' : 'window-open';
  return (
    <p class={`window-note ${className}`} title={closesAt ? fullTime(closesAt, translation) : undefined}>
      <Icon name="clock" />
      {text}
    </p>
  );
}
