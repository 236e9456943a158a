/** What works and what does not, with the cause and what to do: what the server knows of itself. */
import { useEffect, useState } from 'preact/hooks';
import type { PageProps } from '../inbox/Page';
import { PageHeader } from '../inbox/PageHeader';
import { serverNow } from '../inbox/serverClock';
import type { Look } from '../inbox/useHealth';
import { dateAndTime, exactTime, sinceTime } from '../time';
import { Icon, type IconName } from '../ui/Icon';
import { countsOf, type Finding, findingsOf, type State, type Words } from './findings';
import { type HealthTexts, useHealthTexts } from './text/texts';
import './health.css';

export function HealthPage({ look, numbers, onClose }: Pick<PageProps, 'look' | 'numbers' | 'onClose'>) {
  const { tx } = useHealthTexts();
  const now = serverNow();
  const { found, problem, endedAt } = look;
  const findings = findingsOf({ found, problem, numbers, now, aheadMs: now - Date.now() });
  return (
    <div class="health" data-testid="health">
      <PageHeader name="health" phoneId={null} numbers={[]} onClose={onClose} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <div class="health-scroll" tabIndex={0}>
        <Looked look={look} findings={endedAt === null ? null : findings} />
        {endedAt === null ? (
          <p class="thread-note">{tx('looking')}</p>
        ) : (
          <>
            {problem && found && <p class="hint">{tx('earlier')}</p>}
            <Findings findings={findings} now={now} />
          </>
        )}
      </div>
    </div>
  );
}

/** What it comes to, when it was looked at, and the button to look again. */
function Looked({ look: { endedAt, looking, again }, findings }: { look: Look; findings: Finding[] | null }) {
  const texts = useHealthTexts();
  const { tx } = texts;
  // Those that nobody asked for are not shown while they last.
  const [asked, setAsked] = useState<'no' | 'looking' | 'done'>('no');
  useEffect(() => {
    if (!looking) setAsked((before) => (before === 'looking' ? 'done' : before));
  }, [looking]);
  const ended = endedAt === null ? null : exactTime(new Date(endedAt).toISOString(), texts);
  return (
    <div class="health-looked">
      <div>
        <p class="health-sum" role="status" data-testid="health-sum">
          {findings === null ? '' : summary(findings, texts)}
        </p>
        {ended !== null && (
          <p class="hint">
            {tx('looked', { time: ended })} {tx('every')}
          </p>
        )}
        <p class="sr-only" role="status">
          {asked === 'done' && ended !== null ? tx('looked', { time: ended }) : ''}
        </p>
      </div>
      <button
        type="button"
        class="button button-small"
        data-testid="health-again"
        aria-disabled={asked === 'looking'}
        onClick={() => {
          if (asked === 'looking') return;
          setAsked('looking');
          again();
        }}
      >
        <Icon name="retry" />
        {tx(asked === 'looking' ? 'looking' : 'again')}
      </button>
    </div>
  );
}

function summary(findings: readonly Finding[], { tx, count }: HealthTexts): string {
  const { wrong, warning } = countsOf(findings);
  if (wrong === 0 && warning === 0) return tx('sum.well');
  const parts = [wrong > 0 ? count('sum.wrong', wrong) : null, warning > 0 ? count('sum.warning', warning) : null];
  return parts.filter((part) => part !== null).join(' ');
}

export function Findings({ findings, now }: { findings: readonly Finding[]; now: number }) {
  const { tx } = useHealthTexts();
  const well = findings.filter(({ state }) => state === 'ok');
  return (
    <>
      <ul class="findings">
        {findings
          .filter(({ state }) => state !== 'ok')
          .map((finding) => (
            <FindingItem key={finding.id} finding={finding} now={now} />
          ))}
      </ul>
      {well.length > 0 && (
        <section class="well" aria-labelledby="health-well">
          <h2 id="health-well">{tx('state.ok')}</h2>
          <ul>
            {well.map(({ id, title }) => (
              <li key={id} data-testid={`finding-${id}`} data-state="ok">
                <Icon name="check" />
                <Said words={title} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const SIGNS: Readonly<Record<Exclude<State, 'ok'>, IconName>> = {
  wrong: 'alert',
  warning: 'alert',
  unchecked: 'minus',
};

function FindingItem({ finding, now }: { finding: Finding; now: number }) {
  const texts = useHealthTexts();
  const { tx } = texts;
  const { id, state, title, cause, mend, since, until } = finding;
  if (state === 'ok') return null;
  return (
    <li class={`finding finding-${state}`} data-testid={`finding-${id}`} data-state={state}>
      <p class="finding-state">
        <Icon name={SIGNS[state]} />
        {tx(`state.${state}`)}
      </p>
      <div class="finding-says">
        <h2>
          <Said words={title} />
        </h2>
        {(since || until) && (
          <p class="hint">
            {since && tx('since', { time: sinceTime(since, now, texts) })}
            {since && until && ' · '}
            {until && tx('until', { time: dateAndTime(until, texts) })}
          </p>
        )}
        {cause && (
          <p>
            <Said words={cause} />
          </p>
        )}
        {mend && (
          <p class="finding-mend">
            <strong>{tx('mend')}</strong> <Said words={mend} />
          </p>
        )}
      </div>
    </li>
  );
}

/** The server's words may run the other way than the page. */
function Said({ words }: { words: Words }) {
  const { tx } = useHealthTexts();
  if ('said' in words) return <bdi>{words.said}</bdi>;
  return <>{tx(words.key, words.values)}</>;
}
