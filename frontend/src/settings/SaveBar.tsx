/** What became of the changes, and the buttons that save and discard them. It stays in sight. */
import { ProblemNotice } from '../inbox/ProblemNotice';
import type { Problem } from '../inbox/problem';
import { Conflict } from './Conflict';
import { unplaced } from './Editor';
import { type Editing, hasChanges } from './editing';
import { type SettingsTexts, settingsTexts, useTexts } from './text/texts';

interface Props {
  now: Editing;
  saving: boolean;
  problem: Problem | null;
  onShow: () => void;
  onDiscard: () => void;
  onTheirs: () => void;
  /** Over that version. */
  onMine: (version: number) => void;
}

export function SaveBar({ now, saving, problem, onShow, onDiscard, onTheirs, onMine }: Props) {
  const { tx, language, locale } = useTexts();
  const { problems, theirs } = now;
  const changed = hasChanges(now);
  const others = unplaced(problems);
  return (
    <footer class="save-bar">
      {theirs && (
        <Conflict
          theirs={theirs}
          form={now.form}
          saving={saving}
          onTheirs={onTheirs}
          onMine={() => onMine(theirs.version)}
        />
      )}
      {problem && <ProblemNotice problem={problem} />}
      {problem?.outcomeUnknown && <p class="hint">{tx('save.unknown')}</p>}
      {problems.length > 0 && (
        <div class="notice notice-danger" role="alert" data-testid="settings-problems">
          <p>
            <strong>{settingsTexts.count({ language, locale }, 'save.wrong', problems.length)}</strong>{' '}
            {others.map(({ field, detail }) => `${field}: ${detail}`).join(' ')}
          </p>
          {others.length < problems.length && (
            <button type="button" class="button button-small" onClick={onShow}>
              {tx('save.show')}
            </button>
          )}
        </div>
      )}
      <div class="save-row">
        <p class="save-note" role="status" data-testid="settings-note">
          {noteOf(now, changed, saving, tx)}
        </p>
        {changed && (
          <button type="button" class="button button-quiet" disabled={saving} onClick={onDiscard}>
            {tx('save.discard')}
          </button>
        )}
        <button
          type="submit"
          class="button button-primary"
          data-testid="settings-save"
          aria-disabled={saving || !changed || theirs !== null}
        >
          {tx('save.save')}
        </button>
      </div>
    </footer>
  );
}

function noteOf({ note }: Editing, changed: boolean, saving: boolean, tx: SettingsTexts['tx']): string {
  if (saving) return tx('save.saving');
  if (note?.kind === 'saved' && !changed) return tx('save.saved');
  if (!changed) return '';
  if (note?.kind === 'draft') return tx('save.draft');
  if (note?.kind === 'restored') return tx('save.restored', { version: note.version });
  return tx('save.unsaved');
}
