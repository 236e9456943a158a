/** A chart, what its colours mean, and the table behind it. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useUsageTexts } from './text/texts';

interface Props {
  name: string;
  title: string;
  /** Null where there is nothing to draw: `none` says so. */
  chart: ComponentChildren | null;
  none?: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** The last row. */
  total?: readonly string[];
}

export function Figure({ name, title, chart, none, head, rows, total }: Props) {
  const { tx } = useUsageTexts();
  const id = `usage-${name}`;
  return (
    <section class="figure" aria-labelledby={id} data-testid={id}>
      <h2 id={id}>{title}</h2>
      {chart ?? <p class="hint">{none}</p>}
      {chart !== null && (
        <details class="figure-table">
          <summary>
            {tx('table')}
            <span class="sr-only">: {title}</span>
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
          <section class="table-scroll" tabIndex={0} aria-label={`${tx('table')}: ${title}`}>
            <table>
              <thead>
                <tr>
                  {head.map((each) => (
                    <th key={each} scope="col">
                      {each}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(([first = '', ...rest]) => (
                  <Row key={first} first={first} rest={rest} />
                ))}
              </tbody>
              {total && (
                <tfoot>
                  <Row first={total[0] ?? ''} rest={total.slice(1)} />
                </tfoot>
              )}
            </table>
          </section>
          <Copy lines={[head, ...rows, ...(total ? [total] : [])]} title={title} />
        </details>
      )}
    </section>
  );
}

/** The table as a spreadsheet takes it from the clipboard, which only a secure page may write to. */
function Copy({ lines, title }: { lines: readonly (readonly string[])[]; title: string }) {
  const { tx } = useUsageTexts();
  const [said, setSaid] = useState<'copied' | 'copy.refused' | null>(null);
  if (globalThis.navigator?.clipboard === undefined) return null;
  const copy = () => {
    setSaid(null);
    void navigator.clipboard.writeText(asLines(lines)).then(
      () => setSaid('copied'),
      () => setSaid('copy.refused'),
    );
  };
  return (
    <p class="figure-copy">
      <button type="button" class="button button-small" onClick={copy}>
        {tx('copy')}
        <span class="sr-only">: {title}</span>
      </button>{' '}
      <span class="hint" role="status">
        {said && tx(said)}
      </span>
    </p>
  );
}

export function asLines(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => cells.map((cell) => cell.replaceAll('\u00a0', ' ')).join('\t')).join('\n');
}

function Row({ first, rest }: { first: string; rest: readonly string[] }) {
  return (
    <tr>
      <th scope="row">{first}</th>
      {rest.map((cell, at) => (
        <td key={at}>{cell}</td>
      ))}
    </tr>
  );
}
