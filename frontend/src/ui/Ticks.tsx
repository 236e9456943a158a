/** The delivery marks of a message: drawn for the eye, named for a screen reader. */
export type TickMark = 'clock' | 'one' | 'two' | 'two-read' | 'failed';

export function Ticks({ mark, label }: { mark: TickMark; label: string }) {
  return (
    <span class={`ticks ticks-${mark}`} title={label}>
      <svg viewBox="0 0 20 12" aria-hidden="true" focusable="false">
        {mark === 'clock' && <path d="M10 3v3.2l2 1.3M10 11a5 5 0 1 1 0-10 5 5 0 0 1 0 10z" />}
        {mark === 'one' && <path d="M5.5 6.5l3 3 6-7" />}
        {(mark === 'two' || mark === 'two-read') && <path d="M2 6.5l3 3 6-7M9.5 8.2l1.3 1.3 6-7" />}
        {mark === 'failed' && <path d="M10 2.5v4M10 9v.01" />}
      </svg>
      <span class="sr-only">{label}</span>
    </span>
  );
}
