/** Somebody saved meanwhile: what differs, and which of the two is kept. */
import type { SettingsState } from './contract';
import { type Difference, differences } from './differences';
import { type Form, settingsOf } from './form';
import { momentOf } from './readable';
import { useTexts } from './text/texts';

interface Props {
  theirs: SettingsState;
  form: Form;
  saving: boolean;
  onTheirs: () => void;
  onMine: () => void;
}

export function Conflict({ theirs, form, saving, onTheirs, onMine }: Props) {
  const texts = useTexts();
  const { tx, locale } = texts;
  const who = theirs.changed_by ?? tx('someone');
  const when = momentOf(theirs.changed_at, locale);
  const found = differences(theirs.settings, settingsOf(form), texts);
  const fields = found.map(({ label }) => label).join(', ');
  return (
    <div class="notice notice-danger settings-conflict" data-testid="settings-conflict">
      <p role="alert">
        <strong>{tx('conflict.title', { who, when })}</strong>{' '}
        {found.length === 0 ? tx('conflict.same') : tx('conflict.text', { fields })}
      </p>
      {found.length > 0 && <Fields found={found} who={who} />}
      <div class="dialog-actions">
        <button type="button" class="button button-small" disabled={saving} onClick={onTheirs}>
          {tx('conflict.theirs')}
        </button>
        <button type="button" class="button button-small" disabled={saving} onClick={onMine}>
          {tx('conflict.mine')}
        </button>
      </div>
    </div>
  );
}

function Fields({ found, who }: { found: readonly Difference[]; who: string }) {
  const { tx } = useTexts();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section class="conflict-fields" aria-label={tx('conflict.differences')} tabIndex={0}>
      {found.map(({ name, label, theirs, mine }) => (
        <div key={name} class="conflict-field" data-testid={`conflict-${name}`}>
          <h3>{label}</h3>
          <Side title={who} lines={theirs} />
          <Side title={tx('conflict.yours')} lines={mine} />
        </div>
      ))}
    </section>
  );
}

function Side({ title, lines }: { title: string; lines: readonly string[] }) {
  const { tx } = useTexts();
  return (
    <div class="conflict-side">
      <p class="trial-label">{title}</p>
      {lines.length === 0 ? <p class="hint">{tx('conflict.unset')}</p> : <p dir="auto">{lines.join('\n')}</p>}
    </div>
  );
}
