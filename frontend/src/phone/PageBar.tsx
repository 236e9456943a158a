import { LanguageSwitch, useTranslation } from '../text/Language';
import { Icon, Logo } from '../ui/Icon';
import type { PhoneState } from './contract';

interface Props {
  state: PhoneState | null;
  narrow: boolean;
  panel: boolean;
  onPanel: () => void;
}

export function PageBar({ state, narrow, panel, onPanel }: Props) {
  const { t } = useTranslation();
  return (
    <header class="page-bar">
      <Logo />
      <div class="page-title">
        <h1>{t('phone.title')}</h1>
        <p>
          <strong>{t('phone.simulated')}</strong>
          {state && (
            <span class="page-model"> {t(state.model_simulated ? 'phone.modelSimulated' : 'phone.modelReal')}</span>
          )}
        </p>
      </div>
      {state?.inbox_url && (
        <a class="button button-small" href={state.inbox_url} target="_blank" rel="noreferrer">
          {t('phone.inbox')}
        </a>
      )}
      <LanguageSwitch />
      {narrow && (
        <button
          type="button"
          class="button button-small panel-button"
          aria-expanded={panel}
          aria-controls="faults"
          onClick={onPanel}
        >
          <Icon name="sliders" />
          {t('faults.title')}
        </button>
      )}
    </header>
  );
}
