/** Asks before unsaved changes are left: in the page by a dialog, out of the page by the browser. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { guardRoute } from '../inbox/route';
import { Dialog } from '../ui/Dialog';
import { useAskBeforeLeaving } from '../ui/hooks';
import { useTexts } from './text/texts';

interface Props {
  asks: boolean;
  /** They are left. */
  onLeave: () => void;
}

export function Leaving({ asks, onLeave }: Props) {
  const { tx } = useTexts();
  const [target, setTarget] = useState<string | null>(null);
  const allowed = useRef(false);
  useAskBeforeLeaving(() => asks);
  useEffect(() => {
    if (!asks) return;
    return guardRoute((to) => {
      if (!allowed.current) setTarget(to);
      return allowed.current;
    });
  }, [asks]);
  if (target === null) return null;
  const leave = () => {
    allowed.current = true;
    onLeave();
    location.hash = target || '#/';
  };
  return (
    <Dialog title={tx('leave.title')} onClose={() => setTarget(null)}>
      {(close) => (
        <>
          <p>{tx('leave.text')}</p>
          <div class="dialog-actions">
            <button type="button" class="button button-primary" onClick={close}>
              {tx('leave.stay')}
            </button>
            <button
              type="button"
              class="button"
              data-testid="settings-leave"
              onClick={() => {
                close();
                leave();
              }}
            >
              {tx('leave.leave')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
