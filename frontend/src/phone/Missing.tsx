import { LanguageSwitch, useTranslation } from '../text/Language';
import { Logo } from '../ui/Icon';

/** The control API is not there: Meta is real. */
export function Missing() {
  const { t } = useTranslation();
  return (
    <main class="missing">
      <div class="missing-head">
        <Logo />
        <LanguageSwitch />
      </div>
      <h1>{t('phone.missing')}</h1>
      <p>{t('phone.missingWhy')}</p>
      <p>{t('phone.missingHow')}</p>
      <pre>
        <code>make run</code>
      </pre>
      <a class="button button-primary" href="/">
        {t('phone.inbox')}
      </a>
    </main>
  );
}
