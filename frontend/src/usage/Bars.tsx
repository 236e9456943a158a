/** Two kinds of charts: columns by day, of parts that stand on each other, and bars that compare a few counts. */
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
}

const HEIGHT = 100;
/** Of a day, of which the last is a gap. */
const WIDTH = 10;

export function Columns({ title, days, parts, shown }: ColumnsProps) {
  const { tx, locale } = useUsageTexts();
  const sums = days.map((_, at) => parts.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const most = Math.max(...sums, 0);
  const scale = most === 0 ? 0 : HEIGHT / most;
  const says = parts.map(({ label, total }) => `${label}: ${total}`).join(', ');
  return (
    <div class="columns">
      <Legend parts={parts} />
      <p class="columns-most">{tx('most', { count: shown(most) })}</p>
      <svg
        class="columns-drawing"
        viewBox={`0 0 ${days.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}. ${says}`}
      >
        {days.map((day, at) => {
          let top = HEIGHT;
          return (
            <g key={day}>
              <title>{`${shownDay(day, locale)}: ${parts.map((part) => `${part.label} ${shown(part.values[at] ?? 0)}`).join(', ')}`}</title>
              <rect class="columns-day" x={at * WIDTH} y={0} width={WIDTH} height={HEIGHT} />
              {parts.map(({ label, values }, place) => {
                const height = (values[at] ?? 0) * scale;
                top -= height;
                return (
                  <rect
                    key={label}
                    class={`series-${place}`}
                    x={at * WIDTH + 1}
                    y={top}
                    width={WIDTH - 2}
                    height={height}
                  />
                );
              })}
            </g>
          );
        })}
      </svg>
      <p class="columns-days" aria-hidden="true">
        <span>{shownDay(days[0] ?? '', locale)}</span>
        {days.length > 1 && <span>{shownDay(days.at(-1) ?? '', locale)}</span>}
      </p>
    </div>
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
