/** The button that opens the user pool's sign-in pages, and why the last sign-in failed. */
import { useEffect, useRef } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import type { Failure } from './failure';
import { SignInCard } from './SignInCard';

const FAILURES: Readonly<Record<Failure['kind'], TextKey>> = {
  denied: 'account.denied',
  stale: 'account.stale',
  unreachable: 'account.unreachable',
  misconfigured: 'account.misconfigured',
  unverified: 'account.unverified',
  insecure: 'account.insecure',
  clock: 'account.clock',
  ended: 'account.ended',
  refused: 'account.refused',
  signed_out: 'signin.signedOut',
};

interface Props {
  failure: Failure | null;
  /** The sign-in pages are being opened. */
  leaving: boolean;
  onSignIn: () => void;
}

export function AccountForm({ failure, leaving, onSignIn }: Props) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const neutral = failure?.kind === 'signed_out' || failure?.kind === 'ended';
  return (
    <SignInCard lead={t('signin.lead')} onSubmit={onSignIn}>
      {failure && (
        <p
          class={neutral ? 'notice' : 'notice notice-danger'}
          role={neutral ? 'status' : 'alert'}
          data-testid="sign-in-failure"
        >
          {t(FAILURES[failure.kind], failure.kind === 'misconfigured' ? { code: failure.code } : {})}
        </p>
      )}
      <button ref={button} type="submit" class="button button-primary" disabled={leaving}>
        {t(leaving ? 'account.leaving' : 'signin.submit')}
      </button>
      <p class="hint">{t('account.where')}</p>
    </SignInCard>
  );
}
