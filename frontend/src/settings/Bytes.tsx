import { useTexts } from './text/texts';

/** How many bytes of those that are taken a text has. */
export function Bytes({ count, most }: { count: number; most: number }) {
  const { tx, locale } = useTexts();
  return (
    <span class={count > most ? 'count is-over' : 'count'}>
      {tx('business.bytes', { count: count.toLocaleString(locale), most: most.toLocaleString(locale) })}
    </span>
  );
}
