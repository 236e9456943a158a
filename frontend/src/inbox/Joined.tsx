/** The conversations whose threads are shown as part of this one, and the way back. */
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';
import type { OtherPerson } from './contract';
import { wholeName } from './names';
import { useMay } from './role';

interface Props {
  merged: readonly OtherPerson[];
  busy: boolean;
  onUndo: (other: OtherPerson) => void;
}

export function Joined({ merged, busy, onUndo }: Props) {
  const { t } = useTranslation();
  const { serve } = useMay();
  return (
    <>
      {merged.map((other) => {
        const name = wholeName(other) ?? t('same.unnamed');
        return (
          <p key={other.id} class="thread-flag" data-testid="joined">
            <Icon name="link" />
            <span>{t('same.joined', { name })}</span>
            {serve && (
              <button
                type="button"
                class="link-button"
                data-testid="unmerge"
                aria-label={t('same.undoLong', { name })}
                title={t('same.undoLong', { name })}
                disabled={busy}
                onClick={() => onUndo(other)}
              >
                {t('same.undo')}
              </button>
            )}
          </p>
        );
      })}
    </>
  );
}
