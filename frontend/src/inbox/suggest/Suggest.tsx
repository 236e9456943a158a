/** A suggestion of the assistant for the composer, while a person has taken over. Nothing is sent by it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, NO_ANSWER } from '../../assistant/ask';
import type { Answer } from '../../assistant/contract';
import { HandOverText } from '../../assistant/HandOverText';
import { RestsOn } from '../../assistant/RestsOn';
import { Icon } from '../../ui/Icon';
import { TypingDots } from '../../ui/TypingDots';
import type { Api } from '../api';
import { useEscape } from '../escape';
import { ProblemNotice } from '../ProblemNotice';
import { asProblem, Problem } from '../problem';
import { arrived, choicesOf, IDLE, placed, type Step, type Suggesting, swapped, typedOn } from './suggesting';
import { useSuggestTexts } from './texts';
import './suggest.css';

export interface SuggestProps {
  /** Of the conversation. */
  id: string;
  api: Pick<Api, 'call'>;
  /** What is in the composer. */
  text: string;
  onText: (text: string) => void;
}

export function Suggest({ id, api, text, onText }: SuggestProps) {
  const [now, setNow] = useState<Suggesting>(IDLE);
  const running = useRef<AbortController | null>(null);
  const typed = useRef(text);
  typed.current = text;
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => setNow((each) => typedOn(each, text)), [text]);
  const take = ({ next, text: placedText }: Step) => {
    if (placedText !== undefined) {
      onText(placedText);
      // So that the change of the text finds the state that belongs to it.
      typed.current = placedText;
    }
    setNow(next);
    document.getElementById('composer-text')?.focus();
  };
  const start = async () => {
    const stop = new AbortController();
    running.current = stop;
    setNow({ kind: 'asking' });
    try {
      const answer = await ask(api, { conversation: id }, stop.signal);
      if (answer) take(arrived(answer, typed.current));
    } catch (error) {
      if (!stop.signal.aborted) setNow({ kind: 'failed', problem: asProblem(error) });
    }
  };
  const close = () => {
    running.current?.abort();
    take({ next: IDLE });
  };
  const box = useRef<HTMLDivElement>(null);
  const asking = now.kind === 'asking';
  // The button that was pressed is gone.
  useEffect(() => {
    if (asking) box.current?.querySelector('button')?.focus();
  }, [asking]);
  useEscape(close, now.kind !== 'idle' && now.kind !== 'placed');
  return (
    <div ref={box} class="suggest" data-testid="suggest" data-state={now.kind}>
      <Shown
        now={now}
        onAsk={() => void start()}
        onReplace={(answer) => take(placed(answer, typed.current))}
        onSwap={() => take(swapped(now, typed.current))}
        onClose={close}
      />
    </div>
  );
}

interface ShownProps {
  now: Suggesting;
  onAsk: () => void;
  onReplace: (answer: Answer) => void;
  onSwap: () => void;
  onClose: () => void;
}

function Shown({ now, onAsk, onReplace, onSwap, onClose }: ShownProps) {
  const tx = useSuggestTexts();
  switch (now.kind) {
    case 'idle':
      return <AskButton onAsk={onAsk} />;
    case 'asking':
      return (
        <p class="suggest-row" role="status">
          <span class="suggest-note">
            <TypingDots /> {tx('asking')}
          </span>
          <Small label={tx('cancel')} onClick={onClose} />
        </p>
      );
    case 'offered':
      return <Offered answer={now.answer} onReplace={() => onReplace(now.answer)} onKeep={onClose} />;
    case 'placed':
      return (
        <>
          <div class="suggest-row">
            <p class="suggest-note" role="status">
              {now.undone ? '' : tx('placed')}
            </p>
            <Small label={tx(now.undone ? 'redo' : 'undo')} onClick={onSwap} testId="suggest-undo" />
            {now.undone && <AskButton onAsk={onAsk} />}
          </div>
          {!now.undone && <About answer={now.answer} />}
        </>
      );
    case 'nothing':
      return (
        <>
          <div class="suggest-row">
            <p class="suggest-note" role="status">
              {tx('empty')}
            </p>
            <AskButton onAsk={onAsk} />
          </div>
          <About answer={now.answer} />
        </>
      );
    case 'failed':
      return <ProblemNotice problem={explained(now.problem, tx)} onRetry={onAsk} onDismiss={onClose} />;
  }
}

function explained(problem: Problem, tx: ReturnType<typeof useSuggestTexts>): Problem {
  return problem.code === NO_ANSWER ? new Problem(problem.status, NO_ANSWER, tx('noAnswer'), tx('later')) : problem;
}

function AskButton({ onAsk }: { onAsk: () => void }) {
  const tx = useSuggestTexts();
  return (
    <button type="button" class="button button-small" data-testid="suggest-ask" onClick={onAsk}>
      <Icon name="spark" />
      {tx('ask')}
    </button>
  );
}

interface SmallProps {
  label: string;
  onClick: () => void;
  testId?: string;
}

function Small({ label, onClick, testId }: SmallProps) {
  return (
    <button type="button" class="button button-quiet button-small" data-testid={testId} onClick={onClick}>
      {label}
    </button>
  );
}

interface OfferedProps {
  answer: Answer;
  onReplace: () => void;
  onKeep: () => void;
}

function Offered({ answer, onReplace, onKeep }: OfferedProps) {
  const tx = useSuggestTexts();
  return (
    <div class="suggest-offer" role="status">
      <p>{tx('offered')}</p>
      <p class="suggest-text" dir="auto">
        {answer.text}
      </p>
      <div class="suggest-row">
        <button type="button" class="button button-small" data-testid="suggest-replace" onClick={onReplace}>
          {tx('replace')}
        </button>
        <Small label={tx('keep')} onClick={onKeep} testId="suggest-keep" />
      </div>
    </div>
  );
}

/** What of an answer is no text. */
function About({ answer }: { answer: Answer }) {
  const tx = useSuggestTexts();
  const titles = choicesOf(answer);
  return (
    <>
      {titles.length > 0 && <p class="suggest-note">{tx('offers', { titles: titles.join(', ') })}</p>}
      {answer.hands_over && (
        <div class="suggest-note">
          <p>{tx('handsOver')}</p>
          <HandOverText of={answer.hands_over} />
        </div>
      )}
      {answer.rests_on && <RestsOn on={answer.rests_on} version />}
    </>
  );
}
