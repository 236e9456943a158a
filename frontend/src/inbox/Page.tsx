/** The pages beside the conversations. Each is loaded when it is opened first. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Person } from '../signin/idToken';
import { loadLanguage } from '../text/catalogue';
import { useTranslation } from '../text/Language';
import type { Api } from './api';
import type { Drafts } from './drafts';
import type { BusinessNumber } from './numbers';
import { ProblemNotice } from './ProblemNotice';
import { unreachable } from './problem';
import type { OpenPage, PageName } from './route';
import type { Look } from './useHealth';

export interface PageProps {
  api: Api;
  drafts: Drafts;
  /** Null for the default number. */
  phoneId: string | null;
  /** Empty with one number. */
  numbers: readonly BusinessNumber[];
  onClose: () => void;
  /** Who is signed in; null with an admin token. */
  person: Person | null;
  onSignOut: () => void;
  /** The last look at what works. */
  look: Look;
}

const PAGES: Readonly<Record<PageName, () => Promise<ComponentType<PageProps>>>> = {
  health: () => import('../health/HealthPage').then(({ HealthPage }) => HealthPage),
  people: () => import('../people/PeoplePage').then(({ PeoplePage }) => PeoplePage),
  settings: () => import('../settings/SettingsPage').then(({ SettingsPage }) => SettingsPage),
  usage: () => import('../usage/UsagePage').then(({ UsagePage }) => UsagePage),
};

export function Page({ page: { name, phoneId }, ...props }: Omit<PageProps, 'phoneId'> & { page: OpenPage }) {
  return <Loaded key={name} name={name} phoneId={phoneId} {...props} />;
}

function Loaded({ name, ...props }: PageProps & Pick<OpenPage, 'name'>) {
  const { t, language } = useTranslation();
  const [Shown, setShown] = useState<ComponentType<PageProps> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const load = async () => {
      const loaded = await PAGES[name]();
      await loadLanguage(language);
      setShown(() => loaded);
    };
    void load().catch(() => setFailed(true));
  }, [name, language]);
  if (Shown) return <Shown {...props} />;
  // After a deployment the page has other names for its parts: a reload learns them.
  if (failed) return <ProblemNotice problem={unreachable()} onRetry={() => location.reload()} />;
  return (
    <p class="thread-note" role="status">
      {t('top.loading')}
    </p>
  );
}
