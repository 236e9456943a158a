/** The conversation in the box to try the assistant. It lives as long as the page is open. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../assistant/ask';
import type { Answer, Line } from '../assistant/contract';
import type { Api } from '../inbox/api';
import { asProblem, type Problem } from '../inbox/problem';
import { problemsIn } from './calls';
import type { FieldProblem, Settings } from './contract';

export interface Turn extends Line {
  /** With the text of the business. */
  answer?: Answer;
}

export interface Trial {
  turns: readonly Turn[];
  asking: boolean;
  problem: Problem | null;
  /** The customer's next message. */
  send(text: string): void;
  /** Once more for the message that has no answer. */
  again(): void;
  stop(): void;
  restart(): void;
}

export interface TrialOptions {
  api: Pick<Api, 'call'>;
  /** Null for the default number. */
  phoneId: string | null;
  /** As they are typed; null while something in them is wrong. Those that are saved apply without it. */
  settings: (() => Settings | null) | null;
  /** The server found mistakes in them. */
  onRefused: (problems: readonly FieldProblem[]) => void;
}

export function useTrial({ api, phoneId, settings, onRefused }: TrialOptions): Trial {
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const latest = useRef(running);
  latest.current = running;
  useEffect(() => () => latest.current?.abort(), []);

  const answer = async (asked: readonly Turn[]) => {
    setTurns(asked);
    setProblem(null);
    const typed = settings?.();
    if (typed === null) return;
    const stop = new AbortController();
    setRunning(stop);
    const messages = asked.map(({ from, text }) => ({ from, text }));
    const question = {
      ...(phoneId === null ? {} : { phone_id: phoneId }),
      ...(typed && { settings: typed }),
      messages,
    };
    try {
      const given = await ask(api, question, stop.signal);
      if (given) setTurns([...asked, { from: 'business', text: given.text, answer: given }]);
    } catch (error) {
      if (stop.signal.aborted) return;
      const why = asProblem(error);
      if (why.code === 'invalid_settings') onRefused(problemsIn(why));
      else setProblem(why);
    } finally {
      setRunning((now) => (now === stop ? null : now));
    }
  };
  const stop = () => {
    running?.abort();
    setRunning(null);
  };
  return {
    turns,
    asking: running !== null,
    problem,
    send(text) {
      if (text.trim() !== '' && running === null) void answer([...turns, { from: 'customer', text: text.trim() }]);
    },
    again() {
      if (running === null) void answer(turns);
    },
    stop,
    restart() {
      stop();
      setTurns([]);
      setProblem(null);
    },
  };
}

/** The last message has no answer, and none is waited for. */
export function isUnanswered({ turns, asking }: Pick<Trial, 'turns' | 'asking'>): boolean {
  return !asking && turns.at(-1)?.from === 'customer';
}
