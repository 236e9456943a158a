/** Shows its children to a person with a local server's admin token, else the form that asks for it. */
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Access } from './access';
import { forgetToken, keepToken, takeToken, tokenInFragment } from './adminToken';
import { TokenForm, type TokenReason } from './TokenForm';

export function TokenGate({ children }: { children: (access: Access) => ComponentChildren }) {
  const [token, setToken] = useState(takeToken);
  const [reason, setReason] = useState<TokenReason>('none');

  const leave = useCallback((why: TokenReason) => {
    forgetToken();
    setReason(why);
    setToken(null);
  }, []);

  useEffect(() => {
    const signInByAddress = () => {
      if (tokenInFragment(location.hash) !== null) setToken(takeToken());
    };
    window.addEventListener('hashchange', signInByAddress);
    return () => window.removeEventListener('hashchange', signInByAddress);
  }, []);

  const access = useMemo<Access | null>(
    () =>
      token === null
        ? null
        : {
            person: null,
            token: () => Promise.resolve(token),
            renew: () => Promise.resolve(null),
            refused: () => leave('refused'),
            signOut: () => leave('signed_out'),
          },
    [token, leave],
  );

  if (access !== null) return <>{children(access)}</>;
  const enter = (given: string) => {
    keepToken(given);
    setReason('none');
    setToken(given);
  };
  return <TokenForm reason={reason} onToken={enter} />;
}
