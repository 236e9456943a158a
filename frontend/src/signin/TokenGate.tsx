/** Shows its children to a person whom a local server knows by the session's cookie, else the form that asks for the token. */
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Access } from './access';
import { hasSignedOut, isSignedIn, isSignOut, signIn, signOut, takeToken, tokenInFragment } from './adminToken';
import { TokenForm, type TokenReason } from './TokenForm';

/** Until the server has answered, neither is shown. */
type State = { known: false } | { known: true; signedIn: boolean; reason: TokenReason };

interface Props {
  /** The token that was in the address. */
  given: string | null;
  children: (access: Access) => ComponentChildren;
}

export function TokenGate({ given, children }: Props) {
  const [state, setState] = useState<State>({ known: false });
  const leave = useCallback((reason: TokenReason) => setState({ known: true, signedIn: false, reason }), []);

  const enter = useCallback(async (token: string) => {
    const answer = await signIn(token);
    const reason = answer === 'no' ? 'refused' : answer === 'unreachable' ? 'unreachable' : 'none';
    setState({ known: true, signedIn: answer === 'yes', reason });
  }, []);

  useEffect(() => {
    const begin = async (token: string | null) => {
      if (token !== null) return enter(token);
      if (hasSignedOut()) {
        void signOut();
        return leave('none');
      }
      // Without an answer the inbox is shown: it says itself that the server does not answer.
      setState({ known: true, signedIn: (await isSignedIn()) !== 'no', reason: 'none' });
    };
    const signInByAddress = () => {
      if (tokenInFragment(location.hash) !== null) void begin(takeToken());
    };
    const inAnotherTab = (event: StorageEvent) => {
      if (isSignOut(event)) leave('signed_out');
    };
    void begin(given);
    window.addEventListener('hashchange', signInByAddress);
    window.addEventListener('storage', inAnotherTab);
    return () => {
      window.removeEventListener('hashchange', signInByAddress);
      window.removeEventListener('storage', inAnotherTab);
    };
  }, [given, enter, leave]);

  const access = useMemo<Access>(
    () => ({
      person: null,
      token: () => Promise.resolve(null),
      renew: () => Promise.resolve(null),
      // What still was under way when somebody signed out is refused, too.
      refused: () => leave(hasSignedOut() ? 'signed_out' : 'refused'),
      signOut: () => {
        void signOut();
        leave('signed_out');
      },
    }),
    [leave],
  );

  if (!state.known) return null;
  if (state.signedIn) return <>{children(access)}</>;
  return <TokenForm reason={state.reason} onToken={(token) => void enter(token)} />;
}
