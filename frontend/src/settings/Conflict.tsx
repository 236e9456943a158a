/** Somebody saved meanwhile: which of the two is kept. */
import type { SettingsState } from './contract';
import { differing, type Form, settingsOf } from './form';
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
  const { tx, locale } = useTexts();
  const who = theirs.changed_by ?? tx('someone');
  const when = momentOf(theirs.changed_at, locale);
  const fields = differing(theirs.settings, settingsOf(form)).map((name) => tx(`field.${name}`));
  return (
    <div class="notice notice-danger settings-conflict" role="alert" data-testid="settings-conflict">
      <p>
        <strong>{tx('conflict.title', { who, when })}</strong>{' '}
        {fields.length === 0 ? tx('conflict.same') : tx('conflict.text', { fields: fields.join(', ') })}
      </p>
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
