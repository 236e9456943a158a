import { useTranslation } from '../text/Language';
import { Logo } from '../ui/Icon';

export function NothingOpen() {
  const { t } = useTranslation();
  return (
    <div class="nothing-open">
      <Logo />
      <p>{t('thread.choose')}</p>
      <p class="hint">{t('thread.chooseHint')}</p>
    </div>
  );
}
