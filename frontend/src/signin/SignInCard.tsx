/** The frame of every page that is shown before the inbox. */
import type { ComponentChildren } from 'preact';
import { LanguageSwitch, useTranslation } from '../text/Language';
import { Logo } from '../ui/Icon';

interface Props {
  lead: string;
  children: ComponentChildren;
  onSubmit?: () => void;
}

export function SignInCard({ lead, children, onSubmit }: Props) {
  const { t } = useTranslation();
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <main class="sign-in">
      <form class="sign-in-card" data-testid="sign-in-form" onSubmit={submit} noValidate>
        <div class="sign-in-head">
          <Logo />
          <h1>{t('app.name')}</h1>
          <LanguageSwitch />
        </div>
        <p class="sign-in-lead">{lead}</p>
        {children}
      </form>
    </main>
  );
}
