/** Asks for the admin token of a local server. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { SignInCard } from './SignInCard';

export type TokenReason = 'none' | 'refused' | 'signed_out' | 'unreachable';

interface Props {
  reason: TokenReason;
  onToken: (token: string) => void;
}

export function TokenForm({ reason, onToken }: Props) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const submit = () => {
    const given = token.trim();
    setMissing(given === '');
    if (given === '') input.current?.focus();
    else onToken(given);
  };

  return (
    <SignInCard lead={t('signin.lead')} onSubmit={submit}>
      {reason === 'refused' && (
        <p class="notice notice-danger" role="alert">
          {t('signin.refused')}
        </p>
      )}
      {reason === 'unreachable' && (
        <p class="notice notice-danger" role="alert">
          {t('problem.unreachable')} {t('problem.unreachableAdvice')}
        </p>
      )}
      {reason === 'signed_out' && (
        <p class="notice" role="status">
          {t('signin.signedOut')}
        </p>
      )}
      <label for="token">{t('signin.token')}</label>
      <input
        ref={input}
        id="token"
        class="field"
        type="password"
        dir="ltr"
        autocomplete="current-password"
        spellcheck={false}
        data-testid="token-input"
        aria-describedby="token-where"
        aria-invalid={missing}
        value={token}
        onInput={(event) => setToken(event.currentTarget.value)}
      />
      {missing && (
        <p class="field-error" role="alert">
          {t('signin.missing')}
        </p>
      )}
      <p id="token-where" class="hint">
        {t('signin.where')}
      </p>
      <button type="submit" class="button button-primary">
        {t('signin.submit')}
      </button>
    </SignInCard>
  );
}
