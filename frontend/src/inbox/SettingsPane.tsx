/** The settings page, which is loaded when it is opened first. */
import { useEffect, useState } from 'preact/hooks';
import type { SettingsPage, SettingsPageProps } from '../settings/SettingsPage';
import { useTranslation } from '../text/Language';
import { ProblemNotice } from './ProblemNotice';
import { unreachable } from './problem';

export function SettingsPane(props: SettingsPageProps) {
  const { t } = useTranslation();
  const [Page, setPage] = useState<typeof SettingsPage | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    void import('../settings/SettingsPage').then(
      (page) => setPage(() => page.SettingsPage),
      () => setFailed(true),
    );
  }, []);
  if (Page) return <Page {...props} />;
  // After a deployment the page has other names for its parts: a reload learns them.
  if (failed) return <ProblemNotice problem={unreachable()} onRetry={() => location.reload()} />;
  return (
    <p class="thread-note" role="status">
      {t('top.settingsLoading')}
    </p>
  );
}
