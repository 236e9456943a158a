/** Signed in or not: the inbox, or the form that asks for the token. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../text/Language';
import { createApi } from './api';
import { Inbox } from './Inbox';
import { forgetToken, keepToken, takeToken, tokenInFragment } from './session';
import { SignIn, type SignInReason } from './SignIn';

export function App() {
  const { language } = useSpeech();
  const [token, setToken] = useState(takeToken);
  const [reason, setReason] = useState<SignInReason>('none');
  const languageNow = useRef(language);
  languageNow.current = language;

  const signOut = useCallback((why: SignInReason) => {
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

  const api = useMemo(
    () => token === null ? null : createApi({
      token,
      language: () => languageNow.current,
      onUnauthorized: () => signOut('refused'),
    }),
    [token, signOut],
  );

  if (api === null) {
    const signIn = (given: string) => {
      keepToken(given);
      setReason('none');
      setToken(given);
    };
    return <SignIn reason={reason} onToken={signIn} />;
  }
  return <Inbox key={token} api={api} onSignOut={() => signOut('signed_out')} />;
}
