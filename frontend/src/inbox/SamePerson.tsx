/** That another conversation may be with the same person: look at it, join the two threads, or say that they are two people. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import type { OtherPerson } from './contract';
import { wholeName } from './names';
import { ProblemNotice } from './ProblemNotice';
import { hashOf } from './route';
import { useAction } from './useAction';

interface Props {
  other: OtherPerson;
  /** Both resolve when the result is shown. */
  onJoin: () => Promise<void>;
  onDistinct: () => Promise<void>;
}

export function SamePerson({ other, onJoin, onDistinct }: Props) {
  const { t } = useTranslation();
  const { busy, problem, run, dismiss } = useAction();
  const [step, setStep] = useState<'first' | 'asking' | 'cancelled'>('first');
  const name = wholeName(other) ?? t('same.unnamed');
  const common = { name, busy };
  return (
    <section class="same-person" aria-label={t('same.label')} data-testid="same-person">
      {step === 'asking' ? (
        <Confirmation {...common} onJoin={() => run(onJoin)} onCancel={() => setStep('cancelled')} />
      ) : (
        <Question
          {...common}
          id={other.id}
          focused={step === 'cancelled'}
          onSame={() => setStep('asking')}
          onDistinct={() => run(onDistinct)}
        />
      )}
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </section>
  );
}

interface QuestionProps {
  name: string;
  id: string;
  busy: boolean;
  /** The keyboard's focus returns to the button that asked. */
  focused: boolean;
  onSame: () => void;
  onDistinct: () => void;
}

function Question({ name, id, busy, focused, onSame, onDistinct }: QuestionProps) {
  const { t } = useTranslation();
  const same = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused) same.current?.focus();
  }, [focused]);
  return (
    <>
      <p>
        <Icon name="link" />
        <span>
          {t('same.perhaps', { name })}{' '}
          <a href={hashOf(id)} data-testid="open-other">
            {t('same.open')}
          </a>
        </span>
      </p>
      <div class="same-person-actions">
        <button
          type="button"
          ref={same}
          class="button button-small"
          data-testid="merge"
          disabled={busy}
          onClick={onSame}
        >
          {t('same.join')}
        </button>
        <button type="button" class="button button-small" data-testid="distinct" disabled={busy} onClick={onDistinct}>
          {t('same.distinct')}
        </button>
      </div>
    </>
  );
}

interface ConfirmationProps {
  name: string;
  busy: boolean;
  onJoin: () => void;
  onCancel: () => void;
}

/** Escape cancels here, and does not leave the conversation. */
function Confirmation({ name, busy, onJoin, onCancel }: ConfirmationProps) {
  const { t } = useTranslation();
  const join = useRef<HTMLButtonElement>(null);
  useEffect(() => join.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onCancel();
  };
  return (
    <>
      <p id="same-person-question">
        <Icon name="link" />
        <span>{t('same.confirm', { name })}</span>
      </p>
      <div class="same-person-actions">
        <button
          type="button"
          ref={join}
          class="button button-small button-primary"
          data-testid="merge-confirm"
          aria-describedby="same-person-question"
          disabled={busy}
          onClick={onJoin}
          onKeyDown={onKeyDown}
        >
          {t('same.confirmJoin')}
        </button>
        <button type="button" class="button button-small" disabled={busy} onClick={onCancel} onKeyDown={onKeyDown}>
          {t('same.cancel')}
        </button>
      </div>
    </>
  );
}
