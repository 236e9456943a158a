/** How many conversations need a person and since when the first has waited: above the list, with the way to them. */
import { useTranslation } from '../text/Language';
import { sinceTime } from '../time';
import { Icon } from '../ui/Icon';
import type { Health } from './contract';

/** The server counts no further. */
const MOST = 100;

interface Props {
  waiting: Health['waiting'] | undefined;
  now: number;
  onShow: () => void;
}

export function WaitingNote({ waiting, now, onShow }: Props) {
  const translation = useTranslation();
  if (!waiting || waiting.count === 0) return null;
  const count = waiting.count >= MOST ? translation.t('waiting.most') : translation.count('waiting', waiting.count);
  const since = waiting.oldest && sinceTime(waiting.oldest, now, translation);
  return (
    <p class="waiting-note" data-testid="waiting">
      <Icon name="alert" />
      <span>
        {count}
        {since && translation.t('waiting.oldest', { since })}.{' '}
        <button type="button" class="link-button" onClick={onShow}>
          {translation.t('waiting.show')}
        </button>
      </span>
    </p>
  );
}
