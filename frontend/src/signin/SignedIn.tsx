/** Shows its children to a person who is signed in, else the sign-in form of this deployment. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useReload } from '../ui/hooks';
import { AccountGate } from './AccountGate';
import type { Access } from './access';
import { takeToken } from './adminToken';
import { SettingsNotice } from './SettingsNotice';
import { readSettings, SettingsProblem, type SignInSettings } from './settings';
import { TokenGate } from './TokenGate';

export function SignedIn({ children }: { children: (access: Access) => ComponentChildren }) {
  // At once, not only when it is known how people sign in.
  const [given] = useState(takeToken);
  const [settings, setSettings] = useState<SignInSettings | null>(null);
  const [problem, setProblem] = useState<SettingsProblem | null>(null);
  const [reloads, reload] = useReload();

  // biome-ignore lint/correctness/useExhaustiveDependencies(reloads): a higher number loads again
  useEffect(() => {
    setProblem(null);
    void readSettings().then(setSettings, (error: unknown) => {
      setProblem(error instanceof SettingsProblem ? error : new SettingsProblem('unreachable'));
    });
  }, [reloads]);

  if (problem !== null) return <SettingsNotice problem={problem} onRetry={reload} />;
  if (settings === null) return null;
  if (settings.method === 'token') return <TokenGate given={given}>{children}</TokenGate>;
  return <AccountGate cognito={settings.cognito}>{children}</AccountGate>;
}
