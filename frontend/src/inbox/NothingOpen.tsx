import { useSpeech } from '../text/Language';
import { Mark } from '../ui/Icon';

export function NothingOpen() {
  const { t } = useSpeech();
  return (
    <div class="nothing-open">
      <Mark />
      <p>{t('thread.choose')}</p>
      <p class="hint">{t('thread.chooseHint')}</p>
    </div>
  );
}
