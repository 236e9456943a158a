/** What the person may do. The server decides; the pages hide what it would refuse. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { useVisible } from '../ui/hooks';
import type { Api } from './api';
import type { Me, Role } from './contract';

const TIMEOUT_MS = 15_000;

export interface May {
  /** Write to customers and change conversations. */
  serve: boolean;
  /** Change the settings, and send events again. */
  manage: boolean;
}

/** What a role may do. Until it is known all is offered, and the server refuses what it must. */
export function mayOf(role: Role | null): May {
  return { serve: role !== 'viewer', manage: role === null || role === 'owner' };
}

export const MayContext = createContext<May>(mayOf(null));

export function useMay(): May {
  return useContext(MayContext);
}

/** Asks for the role, and again when the page is shown again: somebody may have changed it. */
export function ByRole({ api: { call }, children }: { api: Pick<Api, 'call'>; children: ComponentChildren }) {
  const visible = useVisible();
  const [role, setRole] = useState<Role | null>(null);
  useEffect(() => {
    if (!visible) return;
    let wanted = true;
    void call('/api/me', {}, TIMEOUT_MS).then(
      (me) => wanted && setRole((me as Me).role),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [call, visible]);
  const may = useMemo(() => mayOf(role), [role]);
  return <MayContext.Provider value={may}>{children}</MayContext.Provider>;
}
