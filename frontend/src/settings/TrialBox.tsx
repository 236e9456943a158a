/** The box to try the assistant: what is typed is the customer's, and the answer comes by the settings in the form. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { NO_ANSWER } from '../assistant/ask';
import { ProblemNotice } from '../inbox/ProblemNotice';
import { Problem } from '../inbox/problem';
import { useFittingHeight } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { isSendKey } from '../ui/keys';
import { TypingDots } from '../ui/TypingDots';
import { TrialAnswer } from './TrialAnswer';
import { useTexts } from './text/texts';
import { isUnanswered, type Trial } from './useTrial';
import './trial.css';

export function TrialBox({ trial }: { trial: Trial }) {
  const { tx } = useTexts();
  const input = useRef<HTMLTextAreaElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const { turns, asking, problem } = trial;
  const again = () => {
    trial.again();
    // The button that was pressed goes away.
    log.current?.focus();
  };
  return (
    <section class="trial" aria-labelledby="trial-title" data-testid="trial">
      <header class="trial-head">
        <h2 id="trial-title" tabIndex={-1}>
          {tx('try.title')}
        </h2>
        {turns.length > 0 && (
          <button
            type="button"
            class="button button-small"
            data-testid="trial-restart"
            onClick={() => {
              trial.restart();
              input.current?.focus();
            }}
          >
            {tx('try.restart')}
          </button>
        )}
      </header>
      <Log log={log} trial={trial} />
      {problem && <Refusal problem={problem} onRetry={again} />}
      {!problem && isUnanswered(trial) && (
        <div class="notice">
          <p>{tx('try.unanswered')}</p>
          <button type="button" class="button button-small" data-testid="trial-again" onClick={again}>
            {tx('try.again')}
          </button>
        </div>
      )}
      <Write input={input} busy={asking} onSend={trial.send} onStop={trial.stop} />
    </section>
  );
}

function Refusal({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { tx } = useTexts();
  const shown = problem.code === NO_ANSWER ? new Problem(504, NO_ANSWER, tx('try.noAnswer'), tx('try.later')) : problem;
  return <ProblemNotice problem={shown} onRetry={onRetry} />;
}

interface LogProps {
  log: RefObject<HTMLDivElement | null>;
  trial: Trial;
}

function Log({ log, trial: { turns, asking, send } }: LogProps) {
  const { tx } = useTexts();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest is shown
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [turns.length, asking]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <div class="trial-log" ref={log} role="log" aria-label={tx('try.log')} aria-busy={asking} tabIndex={0}>
      {turns.length === 0 && <p class="hint trial-lead">{tx('try.lead')}</p>}
      {turns.map(({ from, text, answer }, at) =>
        answer ? (
          <TrialAnswer key={at} answer={answer} onChoose={asking ? null : send} />
        ) : (
          <div key={at} class={`trial-turn is-${from}`}>
            <span class="sr-only">{tx('try.customer')}</span>
            <p class="trial-bubble content" dir="auto">
              {text}
            </p>
          </div>
        ),
      )}
      {asking && (
        <p class="writing trial-writing">
          <TypingDots />
          {tx('try.asking')}
        </p>
      )}
    </div>
  );
}

interface WriteProps {
  input: { current: HTMLTextAreaElement | null };
  busy: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
}

function Write({ input, busy, onSend, onStop }: WriteProps) {
  const { tx } = useTexts();
  const [text, setText] = useState('');
  useFittingHeight(input, text);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy || text.trim() === '') return;
    onSend(text);
    setText('');
  };
  return (
    <form class="trial-write" onSubmit={submit}>
      <label class="sr-only" for="trial-text">
        {tx('try.message')}
      </label>
      <textarea
        ref={input}
        id="trial-text"
        class="field"
        dir="auto"
        rows={1}
        placeholder={tx('try.message')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isSendKey(event)) submit(event);
        }}
      />
      {busy ? (
        <button type="button" class="button" aria-label={tx('try.stop')} title={tx('try.stop')} onClick={onStop}>
          <Icon name="stop" />
        </button>
      ) : (
        <button
          type="submit"
          class="button button-primary"
          data-testid="trial-send"
          aria-label={tx('try.send')}
          title={tx('try.send')}
          aria-disabled={text.trim() === ''}
        >
          <Icon name="send" />
        </button>
      )}
    </form>
  );
}
