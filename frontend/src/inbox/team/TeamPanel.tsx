/** Who does the conversation, its labels, and until when it is put aside. */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Person } from '../../signin/idToken';
import { useTranslation } from '../../text/Language';
import { untilTime } from '../../time';
import { limit } from '../../ui/characters';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import type { Conversation } from '../contract';
import { colleague } from '../names';
import { ProblemNotice } from '../ProblemNotice';
import { serverNow } from '../serverClock';
import { type Actions, useAction } from '../useAction';
import { type Organise, snoozedUntil } from './calls';
import type { Known } from './known';
import { ownName } from './me';
import { useTeamTexts } from './texts';
import { asLocal, fromLocal, offered } from './when';

export interface PanelProps {
  conversation: Conversation;
  known: Known;
  person: Person | null;
  organise: Organise;
  onClose: () => void;
}

export function TeamPanel(props: PanelProps) {
  const text = useTeamTexts();
  return (
    <Dialog title={text('title')} onClose={props.onClose}>
      {(close) => (
        <>
          <Assignment {...props} />
          <Labels {...props} />
          <Snooze {...props} />
          <div class="dialog-actions">
            <button type="button" class="button button-primary" onClick={close}>
              {text('done')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function Section({ title, actions, children }: { title: string; actions: Actions; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="team-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
      {actions.problem && <ProblemNotice problem={actions.problem} onDismiss={actions.dismiss} />}
    </section>
  );
}

function Assignment({ conversation: { assigned_to }, known, person, organise }: PanelProps) {
  const text = useTeamTexts();
  const actions = useAction();
  const [name, setName] = useState('');
  const [wanted, setWanted] = useState<string | null>(null);
  const me = ownName(person);
  const assign = (to: string | null, anyway = false) => {
    setWanted(to);
    actions.run(async () => {
      await organise('assign', { to, from: assigned_to?.to ?? null, override: anyway });
      setName('');
    });
  };
  const held = assigned_to && colleague(assigned_to.to, null);
  return (
    <Section title={text('assigned')} actions={actions}>
      {held && held !== 'me' && <p data-testid="assigned-to">{text('assignedTo', { name: held.name })}</p>}
      <div class="team-buttons">
        {me !== '' && assigned_to?.to !== me && (
          <button type="button" class="button" data-testid="assign-me" onClick={() => assign(me)}>
            {text('toMe')}
          </button>
        )}
        {assigned_to && (
          <button type="button" class="button" onClick={() => assign(null)}>
            {text('toNobody')}
          </button>
        )}
        {actions.problem?.code === 'assigned_meanwhile' && (
          <button type="button" class="button button-primary" onClick={() => assign(wanted, true)}>
            {text('anyway')}
          </button>
        )}
      </div>
      <OneLine
        label={text('name')}
        most={100}
        offers={known.names}
        action={text('assign')}
        value={name}
        onValue={setName}
        onSubmit={assign}
      />
    </Section>
  );
}

function Labels({ conversation: { labels }, known, organise }: PanelProps) {
  const text = useTeamTexts();
  const actions = useAction();
  const [label, setLabel] = useState('');
  const change = (body: { add?: string[]; remove?: string[] }) =>
    actions.run(async () => {
      await organise('labels', body);
      if (body.add) setLabel('');
    });
  return (
    <Section title={text('labels')} actions={actions}>
      {labels.length > 0 && (
        <ul class="team-labels">
          {labels.map((each) => (
            <li key={each} class="marker marker-label">
              <bdi>{each}</bdi>
              <button
                type="button"
                class="button button-quiet"
                aria-label={text('remove', { label: each })}
                title={text('remove', { label: each })}
                onClick={() => change({ remove: [each] })}
              >
                <Icon name="cross" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <OneLine
        label={text('label')}
        most={40}
        offers={known.labels.filter((each) => !labels.includes(each))}
        action={text('add')}
        value={label}
        onValue={setLabel}
        onSubmit={(added) => change({ add: [added] })}
      />
    </Section>
  );
}

function Snooze({ conversation, organise }: PanelProps) {
  const text = useTeamTexts();
  const translation = useTranslation();
  const actions = useAction();
  const id = useId();
  const now = serverNow();
  const [day, setDay] = useState('');
  const until = snoozedUntil(conversation, now);
  const snooze = (at: Date | null) =>
    actions.run(() => organise('snooze', { until: at === null ? null : at.toISOString() }));
  const chosen = fromLocal(day);
  return (
    <Section title={text('snooze')} actions={actions}>
      <p class="hint">
        {until ? text('snoozedUntil', { until: untilTime(until, now, translation) }) : text('snoozeAdvice')}
      </p>
      <div class="team-buttons">
        {offered(now).map(([when, at]) => (
          <button key={when} type="button" class="button" data-testid={`snooze-${when}`} onClick={() => snooze(at)}>
            {text(when)}
          </button>
        ))}
        {until && (
          <button type="button" class="button" data-testid="wake" onClick={() => snooze(null)}>
            {text('wake')}
          </button>
        )}
      </div>
      <form
        class="team-line"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) snooze(chosen);
        }}
      >
        <label for={id}>{text('day')}</label>
        <input
          id={id}
          class="field"
          type="datetime-local"
          min={asLocal(new Date(now))}
          value={day}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
        <button type="submit" class="button" aria-disabled={chosen === null}>
          {text('until')}
        </button>
      </form>
    </Section>
  );
}

interface OneLineProps {
  label: string;
  most: number;
  /** What was written before. */
  offers: readonly string[];
  action: string;
  value: string;
  onValue: (value: string) => void;
  onSubmit: (value: string) => void;
}

function OneLine({ label, most, offers, action, value, onValue, onSubmit }: OneLineProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <form
      class="team-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') onSubmit(value.trim());
      }}
    >
      <label for={id}>{label}</label>
      <input
        id={id}
        class="field"
        dir="auto"
        autocomplete="off"
        list={`${id}-offers`}
        value={value}
        onInput={({ currentTarget }) => {
          limit(currentTarget, most, t('composer.full', { most }));
          onValue(currentTarget.value);
        }}
      />
      <datalist id={`${id}-offers`}>
        {offers.map((offer) => (
          <option key={offer} value={offer} />
        ))}
      </datalist>
      <button type="submit" class="button" aria-disabled={value.trim() === ''}>
        {action}
      </button>
    </form>
  );
}
