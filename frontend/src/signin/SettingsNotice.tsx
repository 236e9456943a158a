/** Shown when the sign-in settings cannot be read: what is wrong with which file. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { SignInCard } from './SignInCard';
import type { Defect, SettingsProblem } from './settings';

const DEFECTS: Readonly<Record<Exclude<Defect, 'unreachable'>, TextKey>> = {
  status: 'settings.status',
  json: 'settings.json',
  signIn: 'settings.signIn',
  authority: 'settings.authority',
  clientId: 'settings.clientId',
  issuer: 'settings.issuer',
  scopes: 'settings.scopes',
};

export function SettingsNotice({ problem, onRetry }: { problem: SettingsProblem; onRetry: () => void }) {
  const { t } = useTranslation();
  const { defect, status } = problem;
  return (
    <SignInCard lead={t(defect === 'unreachable' ? 'problem.unreachable' : 'settings.lead')} onSubmit={onRetry}>
      <p class="notice notice-danger" role="alert">
        {defect === 'unreachable' ? t('settings.unreachable') : t(DEFECTS[defect], { status: String(status) })}
      </p>
      {defect !== 'unreachable' && <p class="hint">{t('settings.fix')}</p>}
      <button type="submit" class="button button-primary">
        {t('problem.retry')}
      </button>
    </SignInCard>
  );
}
