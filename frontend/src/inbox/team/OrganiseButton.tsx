/** The button that opens what can be organised, and its key. */
import { useState } from 'preact/hooks';
import type { Person } from '../../signin/idToken';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import type { Conversation } from '../contract';
import { useMay } from '../role';
import { useAltKey } from '../useTakeoverKey';
import type { Organise } from './calls';
import type { Known } from './known';
import { useTeam } from './useTeam';

const KEYS = 'Alt+O';

interface Props {
  conversation: Conversation;
  known: Known;
  person: Person | null;
  organise: Organise;
}

export function OrganiseButton(props: Props) {
  const { t } = useTranslation();
  const { serve } = useMay();
  const [open, setOpen] = useState(false);
  const Panel = useTeam(open)?.TeamPanel;
  useAltKey('o', serve, () => setOpen(true));
  if (!serve) return null;
  return (
    <>
      <button
        type="button"
        class="button button-quiet close"
        data-testid="organise"
        aria-haspopup="dialog"
        aria-label={t('team.organise')}
        aria-keyshortcuts={KEYS}
        title={`${t('team.organise')} (${KEYS})`}
        onClick={() => setOpen(true)}
      >
        <Icon name="sliders" />
        <span>{t('team.organise')}</span>
      </button>
      {open && Panel && <Panel {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
