/** Who saved the settings last, and when. */
import type { SettingsState } from './contract';
import { momentOf } from './readable';
import { useTexts } from './text/texts';

export function SavedWhen({ saved: { version, changed_at, changed_by } }: { saved: SettingsState }) {
  const { tx, locale } = useTexts();
  if (version === 0) return <p class="hint">{tx('never')}</p>;
  const when = momentOf(changed_at, locale);
  return (
    <p class="hint">
      {changed_by === null ? tx('since', { version, when }) : tx('sinceBy', { version, when, who: changed_by })}
    </p>
  );
}
