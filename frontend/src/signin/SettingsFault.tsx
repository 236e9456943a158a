/** The page cannot know how people sign in: which file is wrong, and how. */
import { useSpeech } from '../text/Language';
import type { TextKey } from '../text/translate';
import { SignInCard } from './SignInCard';
import type { Fault, SettingsProblem } from './settings';

const FAULTS: Readonly<Record<Exclude<Fault, 'unreachable'>, TextKey>> = {
  status: 'settings.status',
  json: 'settings.json',
  signIn: 'settings.signIn',
  authority: 'settings.authority',
  clientId: 'settings.clientId',
  scopes: 'settings.scopes',
};

export function SettingsFault({ problem, onRetry }: { problem: SettingsProblem; onRetry: () => void }) {
  const { t } = useSpeech();
  const { fault, status } = problem;
  return (
    <SignInCard lead={t(fault === 'unreachable' ? 'problem.unreachable' : 'settings.lead')} onSubmit={onRetry}>
      <p class="notice notice-danger" role="alert">
        {fault === 'unreachable' ? t('settings.unreachable') : t(FAULTS[fault], { status })}
      </p>
      {fault !== 'unreachable' && <p class="hint">{t('settings.mend')}</p>}
      <button type="submit" class="button button-primary">
        {t('problem.retry')}
      </button>
    </SignInCard>
  );
}
