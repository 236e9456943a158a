import { useEffect, useRef, useState } from 'preact/hooks';
import { LanguageSwitch, useSpeech } from '../text/Language';
import { Mark } from '../ui/Icon';

export type SignInReason = 'none' | 'refused' | 'signed_out';

interface Props {
  reason: SignInReason;
  onToken: (token: string) => void;
}

export function SignIn({ reason, onToken }: Props) {
  const { t } = useSpeech();
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const submit = (event: Event) => {
    event.preventDefault();
    const given = token.trim();
    setMissing(given === '');
    if (given === '') input.current?.focus();
    else onToken(given);
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" data-testid="sign-in-form" onSubmit={submit} noValidate>
        <div class="sign-in-head">
          <Mark />
          <h1>{t('app.name')}</h1>
          <LanguageSwitch />
        </div>
        <p class="sign-in-lead">{t('signin.lead')}</p>
        {reason === 'refused' && <p class="notice notice-danger" role="alert">{t('signin.refused')}</p>}
        {reason === 'signed_out' && <p class="notice" role="status">{t('signin.signedOut')}</p>}
        <label for="token">{t('signin.token')}</label>
        <input
          ref={input}
          id="token"
          class="field"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          data-testid="token-input"
          aria-describedby="token-where"
          aria-invalid={missing}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        {missing && <p class="field-error" role="alert">{t('signin.missing')}</p>}
        <p id="token-where" class="hint">{t('signin.where')}</p>
        <button type="submit" class="button button-primary">{t('signin.submit')}</button>
      </form>
    </main>
  );
}
