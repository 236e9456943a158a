/** Shows its children to a person with a local server's admin token, else the form that asks for it. */
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Access } from './access';
import { forgetToken, keepToken, takeToken, tokenInFragment, wasForgotten } from './adminToken';
import { TokenForm, type TokenReason } from './TokenForm';

export function TokenGate({ children }: { children: (access: Access) => ComponentChildren }) {
  const [token, setToken] = useState(takeToken);
  const [reason, setReason] = useState<TokenReason>('none');

  const leave = useCallback((why: TokenReason) => {
    setReason(why);
    setToken(null);
  }, []);

  useEffect(() => {
    const signInByAddress = () => {
      if (tokenInFragment(location.hash) !== null) setToken(takeToken());
    };
    const signedOut = (event: StorageEvent) => {
      if (wasForgotten(event)) leave('signed_out');
    };
    window.addEventListener('hashchange', signInByAddress);
    window.addEventListener('storage', signedOut);
    return () => {
      window.removeEventListener('hashchange', signInByAddress);
      window.removeEventListener('storage', signedOut);
    };
  }, [leave]);

  const access = useMemo<Access | null>(() => {
    if (token === null) return null;
    const end = (why: TokenReason) => {
      forgetToken(token);
      leave(why);
    };
    return {
      person: null,
      token: () => Promise.resolve(token),
      renew: () => Promise.resolve(null),
      refused: () => end('refused'),
      signOut: () => end('signed_out'),
    };
  }, [token, leave]);

  if (access !== null) return <>{children(access)}</>;
  const enter = (given: string) => {
    keepToken(given);
    setReason('none');
    setToken(given);
  };
  return <TokenForm reason={reason} onToken={enter} />;
}
