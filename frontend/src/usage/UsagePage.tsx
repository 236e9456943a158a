/** What the assistant did at a business number, what it cost, and what customers said of it. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { saveBlob } from '../inbox/media/save';
import type { PageProps } from '../inbox/Page';
import { PageHeader } from '../inbox/PageHeader';
import { ProblemNotice } from '../inbox/ProblemNotice';
import { asProblem, type Problem } from '../inbox/problem';
import { serverNow } from '../inbox/serverClock';
import { useAction } from '../inbox/useAction';
import { useReload } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { type UsageCalls, usageCalls } from './calls';
import type { Usage } from './contract';
import { Figures } from './Figures';
import { SpanChoice } from './SpanChoice';
import { dayOf, lastDays, type Span } from './span';
import { useUsageTexts } from './text/texts';
import './usage.css';

export function UsagePage({
  api,
  phoneId,
  numbers,
  onClose,
}: Omit<PageProps, 'drafts' | 'person' | 'look' | 'onSignOut'>) {
  const { tx } = useUsageTexts();
  const now = useMemo(serverNow, []);
  const [span, setSpan] = useState(() => lastDays(30, now));
  const calls = useMemo(() => usageCalls(api, phoneId), [api, phoneId]);
  const { loaded, problem, reload } = useUsage(calls, span);
  return (
    <div class="usage" data-testid="usage">
      <PageHeader name="usage" phoneId={phoneId} numbers={numbers} onClose={onClose} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <div class="usage-scroll" tabIndex={0}>
        <div class="usage-tools">
          <SpanChoice span={span} now={now} onSpan={setSpan} />
          <Download calls={calls} span={span} />
        </div>
        {problem && <ProblemNotice problem={problem} onRetry={reload} />}
        <p class="sr-only" role="status">
          {loaded === null && !problem ? tx('loading') : ''}
        </p>
        {loaded === null && !problem && <p class="thread-note">{tx('loading')}</p>}
        {loaded && <Figures usage={loaded.usage} span={loaded.span} today={dayOf(now)} />}
      </div>
    </div>
  );
}

/** What is shown belongs to its own span: it stays until the next is loaded. */
interface Loaded {
  usage: Usage;
  span: Span;
}

function useUsage(calls: UsageCalls, span: Span) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [reloads, reload] = useReload();
  // biome-ignore lint/correctness/useExhaustiveDependencies(calls): another number has nothing of this one
  useEffect(() => setLoaded(null), [calls]);
  // biome-ignore lint/correctness/useExhaustiveDependencies(reloads): a higher number loads again
  useEffect(() => {
    let wanted = true;
    setProblem(null);
    void calls.load(span).then(
      (usage) => wanted && setLoaded({ usage, span }),
      (error: unknown) => wanted && setProblem(asProblem(error)),
    );
    return () => {
      wanted = false;
    };
  }, [calls, span, reloads]);
  return { loaded, problem, reload };
}

function Download({ calls, span }: { calls: UsageCalls; span: Span }) {
  const { tx } = useUsageTexts();
  const { busy, problem, run, dismiss } = useAction();
  const [saved, setSaved] = useState(false);
  const download = () => {
    setSaved(false);
    run(async () => {
      const text = await calls.csv(span);
      // The mark at the beginning tells Excel that it is UTF-8.
      saveBlob(new Blob(['\ufeff', text], { type: 'text/csv' }), `usage-${span.from}-${span.to}.csv`);
      setSaved(true);
    });
  };
  return (
    <>
      <button type="button" class="button button-small" data-testid="usage-csv" aria-disabled={busy} onClick={download}>
        <Icon name="down" />
        {tx('csv')}
      </button>
      <p class="sr-only" role="status">
        {saved ? tx('csv.saved') : ''}
      </p>
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </>
  );
}
