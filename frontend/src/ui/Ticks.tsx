/** The delivery ticks of a message, with a name for screen readers. */
export type Tick = 'clock' | 'one' | 'two' | 'two-read' | 'failed' | 'unknown';

export function Ticks({ tick, label }: { tick: Tick; label: string }) {
  return (
    <span class={`ticks ticks-${tick}`} title={label}>
      <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
        {tick === 'clock' && <path d="M10 3v3.2l2 1.3M10 11a5 5 0 1 1 0-10 5 5 0 0 1 0 10z" />}
        {tick === 'one' && <path d="M5.5 6.5l3 3 6-7" />}
        {(tick === 'two' || tick === 'two-read') && <path d="M2 6.5l3 3 6-7M9.5 8.2l1.3 1.3 6-7" />}
        {tick === 'unknown' && <path d="M8.2 4.2a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M10 9.6v.01" />}
        {tick === 'failed' && <path d="M10 2.5v4M10 9v.01" />}
      </svg>
      <span class="sr-only">{label}</span>
    </span>
  );
}
