/**
 * Two kinds of charts: columns by day, of parts that stand on or beside each other, and bars that compare a few counts. The parts
 * differ in colour and in pattern.
 */
import { shownDay } from './span';
import { useUsageTexts } from './text/texts';

export interface Part {
  label: string;
  /** Of each day. */
  values: readonly number[];
  /** Of all days, as it is read. */
  total: string;
}

interface ColumnsProps {
  /** What a screen reader says of it. */
  title: string;
  days: readonly string[];
  parts: readonly Part[];
  shown: (value: number) => string;
  /** The parts are no parts of a whole. */
  beside?: boolean;
}

const HEIGHT = 100;
/** Of a day, of which the last is a gap. */
const WIDTH = 10;
/** Fewer days would be walls. */
const FEW = 4;

export function Columns({ title, days, parts, shown, beside = false }: ColumnsProps) {
  const { tx, locale } = useUsageTexts();
  const most = mostOf(days, parts, beside);
  const scale = most === 0 ? 0 : HEIGHT / most;
  const says = parts.map(({ label, total }) => `${label}: ${total}`).join(', ');
  return (
    <div class={days.length <= FEW ? 'columns columns-few' : 'columns'}>
      <Legend parts={parts} />
      <p class="columns-most">{tx('most', { count: shown(most) })}</p>
      <svg
        class="columns-drawing"
        viewBox={`0 0 ${days.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}. ${says}`}
      >
        {days.map((day, at) => (
          <g key={day}>
            <title>{`${shownDay(day, locale)}: ${parts.map((part) => `${part.label} ${shown(part.values[at] ?? 0)}`).join(', ')}`}</title>
            <rect class="columns-day" x={at * WIDTH} y={0} width={WIDTH} height={HEIGHT} />
            <Column parts={parts} at={at} scale={scale} beside={beside} />
          </g>
        ))}
      </svg>
      <p class="columns-days" aria-hidden="true">
        <span>{shownDay(days[0] ?? '', locale)}</span>
        {days.length > 1 && <span>{shownDay(days.at(-1) ?? '', locale)}</span>}
      </p>
    </div>
  );
}

function mostOf(days: readonly string[], parts: readonly Part[], beside: boolean): number {
  const values = days.map((_, at) => parts.map((part) => part.values[at] ?? 0));
  const most = (of: readonly number[]) => (beside ? Math.max(...of, 0) : of.reduce((sum, value) => sum + value, 0));
  return Math.max(...values.map(most), 0);
}

/** The parts of one day, the first at the bottom, or at the beginning. */
function Column({
  parts,
  at,
  scale,
  beside,
}: Pick<ColumnsProps, 'parts'> & Record<'at' | 'scale', number> & { beside: boolean }) {
  const whole = WIDTH - 2;
  const width = beside ? whole / parts.length : whole;
  let top = HEIGHT;
  return (
    <>
      {parts.map(({ label, values }, place) => {
        const height = (values[at] ?? 0) * scale;
        top = (beside ? HEIGHT : top) - height;
        const x = at * WIDTH + 1 + (beside ? place * width : 0);
        return <rect key={label} class={`series-${place}`} x={x} y={top} width={width} height={height} />;
      })}
    </>
  );
}

/** What the second part of every chart is filled with. It is stretched along the line, so its lines run along it. */
export function Patterns() {
  return (
    <svg class="chart-patterns" width="0" height="0" aria-hidden="true" focusable="false">
      <pattern id="usage-lines" width="10" height="4" patternUnits="userSpaceOnUse">
        <rect class="pattern-ground" width="10" height="4" />
        <rect class="pattern-line" width="10" height="2.4" />
      </pattern>
    </svg>
  );
}

function Legend({ parts }: { parts: readonly Part[] }) {
  return (
    <ul class="legend">
      {parts.map(({ label, total }, place) => (
        <li key={label}>
          <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
            <rect class={`series-${place}`} width="10" height="10" rx="2" />
          </svg>
          {label} <strong>{total}</strong>
        </li>
      ))}
    </ul>
  );
}

export interface Count {
  label: string;
  count: number;
  /** As it is read. */
  shown: string;
}

export function CountBars({ counts }: { counts: readonly Count[] }) {
  const most = Math.max(...counts.map(({ count }) => count), 0);
  return (
    <ul class="count-bars">
      {counts.map(({ label, count, shown }) => (
        <li key={label}>
          <span class="count-label">{label}</span>
          <span class="count-value">{shown}</span>
          <svg class="count-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="count-ground" width="100" height="10" />
            <rect class="series-0" width={most === 0 ? 0 : (100 * count) / most} height="10" />
          </svg>
        </li>
      ))}
    </ul>
  );
}
