/** What an answer of the assistant rests on: closed until somebody asks. */
import { useTranslation } from '../text/Language';
import type { RestsOn as Grounds } from './contract';

interface Props {
  on: Grounds;
  /** The settings that were in force; not for settings that are being typed. */
  version?: boolean;
}

export function RestsOn({ on: { parts = [], tools = [], settings_version }, version = false }: Props) {
  const { t } = useTranslation();
  return (
    <details class="rests-on" data-testid="rests-on">
      <summary>{t('rests.title')}</summary>
      {parts.length === 0 && tools.length === 0 && <p>{t('rests.nothing')}</p>}
      {parts.length > 0 && (
        <p>
          {t('rests.facts')} <bdi>{parts.join(', ')}</bdi>
        </p>
      )}
      {tools.length > 0 && (
        <p>
          {t('rests.tools')}{' '}
          <bdi>{tools.map(({ name, outcome }) => `${name} (${t(`rests.${outcome}`)})`).join(', ')}</bdi>
        </p>
      )}
      {version && settings_version > 0 && <p>{t('rests.version', { version: settings_version })}</p>}
    </details>
  );
}
