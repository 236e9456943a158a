/** Shows its children to a person signed in with an account of the user pool, else the sign-in form. */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { inTab } from '../ui/storage';
import { AccountForm } from './AccountForm';
import type { Access } from './access';
import { type Account, createAccount } from './account';
import { authorizeUrl, logoutUrl, newAttempt, parseAttempt, returned } from './attempt';
import { SignInCard } from './SignInCard';
import type { Cognito } from './settings';
import type { State } from './tabSession';
import { openTabs } from './tabs';
import { createTokenEndpoint } from './tokenEndpoint';

const ATTEMPT = 'relais.attempt';
const SIGNED_OUT = 'relais.signedOut';
/** Registered in the user pool in exactly this form. */
const redirectUri = () => `${location.origin}/`;

interface Props {
  cognito: Cognito;
  children: (access: Access) => ComponentChildren;
}

export function AccountGate({ cognito, children }: Props) {
  const { t } = useTranslation();
  const { state, account, access } = useAccount(cognito);
  const { leaving, signIn } = useSignIn(cognito, account);
  if (state === null) {
    return (
      <SignInCard lead={t('signin.lead')}>
        <p class="hint" role="status">
          {t('account.returning')}
        </p>
      </SignInCard>
    );
  }
  if (access !== null) return <>{children(access)}</>;
  const failure = state.signedIn ? null : state.failure;
  return <AccountForm failure={failure} leaving={leaving} onSignIn={() => void signIn()} />;
}

/** The account, and the inbox's access to it. `state` is null until it is known whether somebody is signed in. */
function useAccount(cognito: Cognito) {
  const [state, setState] = useState<State | null>(null);
  const [account] = useState(() =>
    createAccount({
      client: cognito,
      redirectUri: redirectUri(),
      endpoint: createTokenEndpoint(cognito),
      storage: inTab,
      openTabs,
      now: Date.now,
      onState: setState,
    }),
  );
  useEffect(() => void arrive(account), [account]);
  const session = state?.signedIn ? state.session : null;
  const access = useMemo<Access | null>(
    () =>
      session && {
        person: session.person,
        live: cognito.live,
        token: account.token,
        renew: account.renew,
        refused: () => account.end({ kind: 'refused' }),
        signOut() {
          account.signOut();
          inTab.write(SIGNED_OUT, 'yes');
          location.assign(logoutUrl(cognito, redirectUri()));
        },
      },
    [account, cognito, session],
  );
  return { state, account, access };
}

/** Goes to the sign-in pages. */
function useSignIn(cognito: Cognito, account: Account) {
  const { language } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  // After the browser's back button the page is shown as it was left.
  useEffect(() => {
    const shown = () => setLeaving(false);
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, []);
  const signIn = async () => {
    if (!isSecureContext) return account.end({ kind: 'insecure' });
    setLeaving(true);
    const attempt = newAttempt(location.hash, Date.now());
    inTab.write(ATTEMPT, JSON.stringify(attempt));
    location.assign(await authorizeUrl(cognito, attempt, redirectUri(), language));
  };
  return { leaving, signIn };
}

/** The page has been opened, perhaps by a redirect of the sign-in pages. */
async function arrive(account: Account): Promise<void> {
  const attempt = parseAttempt(inTab.read(ATTEMPT));
  const back = returned(location.search, attempt, Date.now());
  const signedOut = inTab.read(SIGNED_OUT) !== null;
  inTab.write(SIGNED_OUT, null);
  if (back.kind !== 'nothing') {
    inTab.write(ATTEMPT, null);
    history.replaceState(null, '', location.pathname + (attempt?.returnTo ?? location.hash));
  }
  if (back.kind === 'code') return account.complete(back.code, back.attempt);
  if (await account.resume()) return;
  account.end(back.kind === 'failed' ? back.failure : signedOut ? { kind: 'signed_out' } : null);
}
