/** Notices for everyone at the inbox, above everything else. */
import { useTranslation } from '../text/Language';
import type { Health } from './contract';
import type { Connection } from './feed';

export function Banners({ health, connection }: { health: Health | null; connection: Connection }) {
  const { t } = useTranslation();
  return (
    <div class="banners">
      <div role="status">
        {connection === 'reconnecting' && <p class="banner banner-warn">{t('banner.reconnecting')}</p>}
      </div>
      {health?.sending.stopped && (
        <p class="banner banner-danger" role="alert">
          <strong>{t('banner.stopped')}</strong> {health.sending.advice ?? health.sending.reason}
        </p>
      )}
      {health?.assistant === 'off' && <p class="banner banner-warn">{t('banner.assistantOff')}</p>}
      {health?.simulated.meta && (
        <p class="banner banner-info">
          <span>{t('banner.simulated')}</span>{' '}
          <a href="/phone" target="_blank" rel="noopener">
            {t('banner.openPhone')}
          </a>
        </p>
      )}
      {health?.simulated.model && !health.simulated.meta && (
        <p class="banner banner-info">{t('banner.modelSimulated')}</p>
      )}
    </div>
  );
}
