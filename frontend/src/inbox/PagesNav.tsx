/** The way to the conversations and to the pages beside them: on a phone at the bottom, else in the bar on top. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { Icon, type IconName } from '../ui/Icon';
import type { Health } from './contract';
import { hashOf, PAGE_NAMES, type PageName, pageHash } from './route';

const ICONS: Readonly<Record<PageName, IconName>> = {
  health: 'pulse',
  usage: 'chart',
  people: 'people',
  settings: 'sliders',
};

interface Props {
  /** Null while conversations are shown. */
  page: PageName | null;
  health: Pick<Health, 'status'> | null;
}

export function PagesNav({ page, health }: Props) {
  const { t } = useTranslation();
  const wrong = health?.status === 'degraded';
  return (
    <nav class="pages-nav" aria-label={t('top.pages')}>
      <NavLink name="inbox" icon="inbox" href={hashOf(null)} current={page === null} />
      {PAGE_NAMES.map((name) => (
        <NavLink key={name} name={name} icon={ICONS[name]} href={pageHash(name, null)} current={page === name}>
          {name === 'health' && wrong ? t('top.healthWrong') : null}
        </NavLink>
      ))}
    </nav>
  );
}

interface LinkProps {
  name: PageName | 'inbox';
  icon: IconName;
  href: string;
  current: boolean;
  /** What is to be seen there. */
  children?: string | null;
}

function NavLink({ name, icon, href, current, children = null }: LinkProps) {
  const { t } = useTranslation();
  const label = t(`top.${name}` satisfies TextKey);
  return (
    <a
      class={`nav-link nav-${name}${children === null ? '' : ' has-news'}`}
      href={href}
      data-testid={`open-${name}`}
      aria-current={current ? 'page' : undefined}
      title={children === null ? label : `${label}: ${children}`}
    >
      <Icon name={icon} />
      <span class="nav-name">{label}</span>
      {children !== null && <span class="sr-only">: {children}</span>}
    </a>
  );
}
