/** Why the assistant hands over, in its own words. */
import { useTranslation } from '../text/Language';
import type { HandOver } from './contract';

const PARTS = ['reason', 'summary', 'wants'] as const;

export function HandOverText({ of }: { of: HandOver }) {
  const { t } = useTranslation();
  const said = PARTS.filter((part) => of[part].trim() !== '');
  if (said.length === 0) return <p>{t('handOver.silent')}</p>;
  return (
    <dl class="hand-over">
      {said.map((part) => (
        <div key={part}>
          <dt>{t(`handOver.${part}`)}</dt>
          <dd dir="auto">{of[part]}</dd>
        </div>
      ))}
    </dl>
  );
}
