/** Events that could not be delivered: why, and delivering one again. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ProblemNotice } from '../inbox/ProblemNotice';
import { useAction } from '../inbox/useAction';
import type { SettingsCalls } from './calls';
import { EVENT_TYPES, type EventFailure, type EventType } from './contract';
import { momentOf } from './readable';
import { useTexts } from './text/texts';

export function EventFailures({ calls }: { calls: Pick<SettingsCalls, 'failures' | 'retry'> }) {
  const { tx } = useTexts();
  const [failures, setFailures] = useState<EventFailure[] | null>(null);
  const [retried, setRetried] = useState<readonly string[]>([]);
  const { busy, problem, run, dismiss } = useAction();
  const load = () =>
    run(async () => {
      setFailures(await calls.failures());
      setRetried([]);
    });
  const retry = (id: string) =>
    run(async () => {
      await calls.retry(id);
      setRetried((now) => [...now, id]);
    });
  return (
    <div class="event-failures">
      <h3>{tx('failures.title')}</h3>
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
      {failures?.length === 0 && (
        <p class="hint" role="status">
          {tx('failures.none')}
        </p>
      )}
      <ul>
        {failures?.map((failure) => (
          <Failure
            key={failure.id}
            failure={failure}
            retried={retried.includes(failure.id)}
            busy={busy}
            onRetry={() => retry(failure.id)}
          />
        ))}
      </ul>
      <button
        type="button"
        class="button button-small setting-action"
        data-testid="event-failures"
        aria-disabled={busy}
        onClick={load}
      >
        {tx(failures === null ? 'failures.load' : 'failures.reload')}
      </button>
    </div>
  );
}

interface FailureProps {
  failure: EventFailure;
  retried: boolean;
  busy: boolean;
  onRetry: () => void;
}

function Failure({ failure: { type, at, tries, last_status, problem }, retried, busy, onRetry }: FailureProps) {
  const { tx, locale } = useTexts();
  const name = (EVENT_TYPES as readonly string[]).includes(type) ? tx(`events.${type as EventType}`) : type;
  const when = momentOf(at, locale);
  const note = useRef<HTMLSpanElement>(null);
  // The button that was pressed is gone.
  useEffect(() => {
    if (retried) note.current?.focus();
  }, [retried]);
  return (
    <li class="version">
      <div class="version-about">
        <strong>{name}</strong>
        <span class="hint">
          {tx('failures.tries', { when, count: tries })}
          {last_status !== null && ` · HTTP ${last_status}`}
        </span>
        <span class="field-error">{problem}</span>
      </div>
      {retried ? (
        <span ref={note} class="hint" role="status" tabIndex={-1}>
          {tx('failures.retried')}
        </span>
      ) : (
        <button
          type="button"
          class="button button-small"
          aria-label={tx('failures.retryOf', { name, when })}
          aria-disabled={busy}
          onClick={onRetry}
        >
          {tx('failures.retry')}
        </button>
      )}
    </li>
  );
}
