/** A recording under way. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAskBeforeLeaving } from '../../ui/hooks';
import { LONGEST, type Recording, record, VoiceError, type VoiceProblem } from './voice';

export interface Recorder {
  state: 'off' | 'starting' | 'recording' | 'ending';
  /** Recorded so far. */
  seconds: number;
  problem: VoiceProblem | null;
  start(): void;
  /** Ends it, and hands the file over. */
  stop(): void;
  cancel(): void;
  /** The problem was read. */
  dismiss(): void;
}

/** It ends by itself when it is as long as a voice message may be, and when the composer goes away: the file is handed over too. */
export function useRecorder(onRecorded: (sound: Blob) => void): Recorder {
  const [state, setState] = useState<Recorder['state']>('off');
  const [seconds, setSeconds] = useState(0);
  const [problem, setProblem] = useState<VoiceProblem | null>(null);
  const recording = useRef<Recording | null>(null);
  /** A higher number: what was begun before is not wanted any more. */
  const turn = useRef(0);

  const cancel = () => {
    turn.current += 1;
    recording.current?.cancel();
    recording.current = null;
    setState('off');
  };

  const start = async () => {
    const mine = ++turn.current;
    setProblem(null);
    setSeconds(0);
    setState('starting');
    try {
      const begun = await record();
      if (mine !== turn.current) return begun.cancel();
      recording.current = begun;
      setState('recording');
    } catch (error) {
      if (mine !== turn.current) return;
      setProblem(error instanceof VoiceError ? error.problem : 'failed');
      setState('off');
    }
  };
  const stop = async () => {
    const mine = turn.current;
    const ended = recording.current;
    recording.current = null;
    if (!ended) return;
    setState('ending');
    const sound = await ended.stop().catch(() => null);
    if (mine !== turn.current) return;
    setState('off');
    if (sound) onRecorded(sound);
    else setProblem('failed');
  };

  useEffect(() => {
    if (state !== 'recording') return;
    const begun = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - begun) / 1000)), 250);
    return () => clearInterval(timer);
  }, [state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies(stop): a new one each time
  useEffect(() => {
    if (state === 'recording' && seconds >= LONGEST) void stop();
  }, [state, seconds]);

  const latest = useRef({ state, stop });
  latest.current = { state, stop };
  useEffect(
    () => () => {
      if (recording.current) void latest.current.stop();
      else if (latest.current.state === 'starting') turn.current += 1;
    },
    [],
  );
  useAskBeforeLeaving(() => latest.current.state !== 'off');

  const dismiss = () => setProblem(null);
  return { state, seconds, problem, start: () => void start(), stop: () => void stop(), cancel, dismiss };
}
