/** The charts of the usage page. */
import { costOf } from '../assistant/amounts';
import type { Reason } from '../inbox/contract';
import { wordsOf } from '../inbox/reasons';
import { useTranslation } from '../text/Language';
import { Columns, CountBars, Patterns } from './Bars';
import { type Day, OPINIONS, SPEEDS, type Usage } from './contract';
import { Figure } from './Figure';
import { daysIn, type Span, shownDay, untilToday } from './span';
import { handOversOf, percentOf, type Sums, sumsOf } from './sums';
import { useUsageTexts } from './text/texts';

interface Props {
  usage: Usage;
  span: Span;
  /** As a day. */
  today: string;
}

interface FigureProps {
  /** Those on which something happened. */
  days: readonly Day[];
  /** All that are looked at. */
  all: readonly string[];
  sums: Sums;
  currency: string | null;
}

export function Figures({ usage: { days, currency }, span, today }: Props) {
  const { tx } = useUsageTexts();
  if (days.length === 0) return <p class="thread-note">{tx('none')}</p>;
  const all = daysIn(untilToday(span, today, days.at(-1)?.day ?? ''));
  const given: FigureProps = { days, all, sums: sumsOf(days), currency };
  return (
    <>
      <Patterns />
      <Totals {...given} />
      <p class="hint" data-testid="usage-partial">
        {days.length < all.length && tx('partial.days', { days: days.length, all: all.length })}{' '}
        {all.includes(today) && tx('partial.today')}
      </p>
      <div class="figures">
        <Messages {...given} />
        <Answers {...given} />
        <HandOvers {...given} />
        <Tokens {...given} />
        <Cost {...given} />
        <TimeToAnswer {...given} />
        <Satisfaction {...given} />
      </div>
    </>
  );
}

/** A day is not cut at the end of a line. */
const rowOf = ({ day }: Day, locale: string) => shownDay(day, locale).replaceAll(' ', '\u00a0');

function Totals({ sums, currency }: FigureProps) {
  const { tx, locale } = useUsageTexts();
  const shown = (count: number) => count.toLocaleString(locale);
  const { good, bad } = sums.opinions;
  const satisfied = percentOf(good, good + bad);
  const totals: [label: string, value: string][] = [
    [tx('sum.received'), shown(sums.received)],
    [tx('sum.answers'), shown(sums.answers)],
    [tx('sum.handOvers'), shown(sums.handOvers)],
    sums.cost === null
      ? [tx('sum.tokens'), shown(sums.tokens.prompt + sums.tokens.answer)]
      : [tx('sum.cost'), costOf(sums.cost, currency, locale)],
    ...(satisfied === null
      ? []
      : [[tx('sum.satisfied'), tx('sum.percent', { percent: satisfied })] as [string, string]]),
  ];
  return (
    <dl class="totals">
      {totals.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One value for each day that is looked at. */
function byDay({ days, all }: Pick<FigureProps, 'days' | 'all'>, of: (day: Day) => number): number[] {
  const known = new Map(days.map((day) => [day.day, of(day)]));
  return all.map((day) => known.get(day) ?? 0);
}

/** What came in and what the assistant sent. What people write is not counted. */
function Messages({ days, all, sums }: FigureProps) {
  const { tx, locale } = useUsageTexts();
  const shown = (count: number) => count.toLocaleString(locale);
  const of = {
    received: ({ received }: Pick<Day, 'received'>) => received,
    sent: ({ answers, fallbacks }: Pick<Day, 'answers' | 'fallbacks'>) => answers + fallbacks,
  };
  const names = ['received', 'sent'] as const;
  const parts = names.map((name) => ({
    label: tx(`messages.${name}`),
    values: byDay({ days, all }, of[name]),
    total: shown(of[name](sums)),
  }));
  return (
    <Figure
      name="messages"
      title={tx('messages.title')}
      chart={<Columns title={tx('messages.title')} days={all} parts={parts} shown={shown} beside />}
      head={[tx('day'), ...parts.map(({ label }) => label)]}
      rows={days.map((day) => [rowOf(day, locale), ...names.map((name) => shown(of[name](day)))])}
      total={[tx('total'), ...parts.map(({ total }) => total)]}
    />
  );
}

function Answers({ days, all, sums }: FigureProps) {
  const { tx, locale } = useUsageTexts();
  const shown = (count: number) => count.toLocaleString(locale);
  const { received, answers, fallbacks, handOvers } = sums;
  const part = (name: 'answers' | 'fallbacks') => ({
    label: tx(`answers.${name}`),
    values: byDay({ days, all }, (day) => day[name]),
    total: shown(sums[name]),
  });
  return (
    <Figure
      name="answers"
      title={tx('answers.title')}
      chart={
        <Columns title={tx('answers.title')} days={all} parts={[part('answers'), part('fallbacks')]} shown={shown} />
      }
      head={[
        tx('day'),
        tx('answers.received'),
        tx('answers.answers'),
        tx('answers.fallbacks'),
        tx('answers.handOvers'),
      ]}
      rows={days.map((day) => [
        rowOf(day, locale),
        ...[day.received, day.answers, day.fallbacks, handOversOf(day)].map(shown),
      ])}
      total={[tx('total'), ...[received, answers, fallbacks, handOvers].map(shown)]}
    />
  );
}

function HandOvers({ sums: { reasons } }: FigureProps) {
  const { tx, locale } = useUsageTexts();
  const { t } = useTranslation();
  const named = reasons.map(([reason, count]) => {
    const { reason: key } = wordsOf(reason as Reason);
    // One that this page does not know is shown as the server calls it.
    const label = key === 'reason.other' ? reason : t(key);
    return { label, count, shown: count.toLocaleString(locale) };
  });
  return (
    <Figure
      name="hand-overs"
      title={tx('handOvers.title')}
      chart={named.length === 0 ? null : <CountBars counts={named} />}
      none={tx('handOvers.none')}
      head={[tx('handOvers.reason'), tx('handOvers.count')]}
      rows={named.map(({ label, shown }) => [label, shown])}
    />
  );
}

function Tokens({ days, all, sums }: FigureProps) {
  const { tx, locale } = useUsageTexts();
  const shown = (count: number) => count.toLocaleString(locale);
  const short = (count: number) => count.toLocaleString(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const of = {
    fresh: ({ tokens }: Pick<Day, 'tokens'>) => Math.max(0, tokens.prompt - tokens.cached),
    cached: ({ tokens }: Pick<Day, 'tokens'>) => tokens.cached,
    answer: ({ tokens }: Pick<Day, 'tokens'>) => tokens.answer,
  };
  const names = ['fresh', 'cached', 'answer'] as const;
  const parts = names.map((name) => ({
    label: tx(`tokens.${name}`),
    values: byDay({ days, all }, of[name]),
    total: short(of[name](sums)),
  }));
  return (
    <Figure
      name="tokens"
      title={tx('tokens.title')}
      chart={<Columns title={tx('tokens.title')} days={all} parts={parts} shown={short} />}
      head={[tx('day'), ...parts.map(({ label }) => label)]}
      rows={days.map((day) => [rowOf(day, locale), ...names.map((name) => shown(of[name](day)))])}
      total={[tx('total'), ...names.map((name) => shown(of[name](sums)))]}
    />
  );
}

function Cost({ days, all, sums: { cost }, currency }: FigureProps) {
  const { tx, locale } = useUsageTexts();
  const shown = (amount: number) => costOf(amount, currency, locale);
  const values = byDay({ days, all }, (day) => day.cost ?? 0);
  const parts = [{ label: tx('cost.cost'), values, total: shown(cost ?? 0) }];
  return (
    <Figure
      name="cost"
      title={tx('cost.title')}
      chart={cost === null ? null : <Columns title={tx('cost.title')} days={all} parts={parts} shown={shown} />}
      none={tx('cost.none')}
      head={[tx('day'), tx('cost.cost')]}
      rows={days.map((day) => [rowOf(day, locale), day.cost === null ? '–' : shown(day.cost)])}
      total={[tx('total'), shown(cost ?? 0)]}
    />
  );
}

function TimeToAnswer({ sums: { speeds } }: FigureProps) {
  const { tx } = useUsageTexts();
  const withShare = useShares();
  const counts = withShare(SPEEDS.map((speed) => ({ label: tx(`speed.${speed}`), count: speeds[speed] })));
  return (
    <Figure
      name="speed"
      title={tx('speed.title')}
      chart={<CountBars counts={counts} />}
      head={[tx('speed.time'), tx('speed.count')]}
      rows={counts.map(({ label, shown }) => [label, shown])}
    />
  );
}

function Satisfaction({ sums: { opinions } }: FigureProps) {
  const { tx } = useUsageTexts();
  const withShare = useShares();
  const counts = withShare(OPINIONS.map((opinion) => ({ label: tx(`opinion.${opinion}`), count: opinions[opinion] })));
  return (
    <Figure
      name="satisfaction"
      title={tx('opinion.title')}
      chart={opinions.good + opinions.bad === 0 ? null : <CountBars counts={counts} />}
      none={tx('opinion.none')}
      head={[tx('opinion.opinion'), tx('opinion.count')]}
      rows={counts.map(({ label, shown }) => [label, shown])}
    />
  );
}

/** `12 (40 %)`. */
function useShares() {
  const { tx, locale } = useUsageTexts();
  return (counts: { label: string; count: number }[]) => {
    const whole = counts.reduce((sum, { count }) => sum + count, 0);
    return counts.map((each) => {
      const percent = percentOf(each.count, whole);
      const share = percent === null ? '' : ` (${tx('sum.percent', { percent })})`;
      return { ...each, shown: `${each.count.toLocaleString(locale)}${share}` };
    });
  };
}
