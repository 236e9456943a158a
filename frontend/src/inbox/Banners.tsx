/** Notices for everyone at the inbox, above everything else. */
import { useTranslation } from '../text/Language';
import type { Health, HealthNotice } from './contract';
import type { Connection } from './feed';
import type { BusinessNumber } from './numbers';

interface Props {
  health: Health | null;
  /** Empty with one business number. */
  numbers: readonly BusinessNumber[];
  connection: Connection;
}

export function Banners({ health, numbers, connection }: Props) {
  const { t } = useTranslation();
  return (
    <section class="banners" aria-label={t('banner.label')}>
      <div role="status">
        {connection === 'reconnecting' && <p class="banner banner-warn">{t('banner.reconnecting')}</p>}
      </div>
      {health && <Stopped health={health} numbers={numbers} />}
      {health && <TemplatesStopped health={health} numbers={numbers} />}
      {health && <Budget health={health} />}
      {health && <Notices notices={health.notices} />}
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
    </section>
  );
}

/** That nothing can be sent, and what to do; from which number, when there are several. */
function Stopped({ health, numbers }: Pick<Props, 'numbers'> & { health: Health }) {
  const { t } = useTranslation();
  const { stopped, advice, reason } = health.sending;
  const named = numbers.flatMap(({ phoneId, name }) => {
    const sending = health.numbers.find(({ phone_id }) => phone_id === phoneId)?.sending;
    return sending?.stopped ? [{ ...sending, name }] : [];
  });
  if (named.length === 0) {
    return stopped ? (
      <p class="banner banner-danger" role="alert">
        <strong>{t('banner.stopped')}</strong> <bdi>{advice ?? reason}</bdi>
      </p>
    ) : null;
  }
  return (
    <>
      {named.map((each) => (
        <p key={each.name} class="banner banner-danger" role="alert">
          <strong>{t('banner.stoppedFrom', { number: each.name })}</strong> <bdi>{each.advice ?? each.reason}</bdi>
        </p>
      ))}
    </>
  );
}

/** That no template can be sent though texts can, and what to do. Where nothing goes out, `Stopped` says so. */
function TemplatesStopped({ health, numbers }: Pick<Props, 'numbers'> & { health: Health }) {
  const { t } = useTranslation();
  return (
    <>
      {health.numbers.map(({ phone_id, sending, templates }) => {
        if (!templates?.stopped || sending.stopped) return null;
        const number = numbers.find(({ phoneId }) => phoneId === phone_id)?.name;
        return (
          <p key={phone_id} class="banner banner-danger" role="alert" data-testid="templates-stopped">
            <strong>{number ? t('banner.templatesStoppedFrom', { number }) : t('banner.templatesStopped')}</strong>{' '}
            <bdi>{templates.advice ?? templates.reason}</bdi>
          </p>
        );
      })}
    </>
  );
}

/** That the assistant has reached its ceiling for the day. */
function Budget({ health: { ceilings } }: { health: Health }) {
  const { t, locale } = useTranslation();
  const tokens = ceilings?.model_tokens;
  if (!tokens?.reached) return null;
  const [used, ceiling] = [tokens.used, tokens.ceiling].map((count) => count.toLocaleString(locale));
  return (
    <p class="banner banner-danger" role="alert" data-testid="budget">
      {t('banner.budget', { used: used ?? '', ceiling: ceiling ?? '' })}
    </p>
  );
}

/** What Meta reports about the account, the numbers and the templates, and what to do. */
function Notices({ notices }: { notices: readonly HealthNotice[] }) {
  const { t } = useTranslation();
  return (
    <>
      {notices.map(({ code, severity, subject, text, advice, detail }) => (
        <p
          key={`${code} ${subject}`}
          class={severity === 'danger' ? 'banner banner-danger' : 'banner banner-warn'}
          role={severity === 'danger' ? 'alert' : 'status'}
          data-testid="notice"
        >
          <strong dir="auto">{text}</strong> <bdi>{advice}</bdi>{' '}
          {detail && <bdi>{t('banner.metaSays', { text: detail })}</bdi>}
        </p>
      ))}
    </>
  );
}
