/** Who else has the conversation open. It stays in the page, so a screen reader is told of a change. */
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { colleague } from '../names';
import type { Other } from './useLooking';

export function Lookers({ others }: { others: readonly Other[] }) {
  const { t } = useTranslation();
  return (
    <div class="lookers" role="status" data-testid="lookers">
      {others.map(({ name, writing }, at) => {
        const shown = colleague(name, null);
        const who = shown && shown !== 'me' ? shown.name : t('marker.someColleague');
        return (
          <span key={at} class="marker">
            <Icon name="people" />
            {t(writing ? 'looking.writing' : 'looking.looking', { name: who })}
          </span>
        );
      })}
    </div>
  );
}
