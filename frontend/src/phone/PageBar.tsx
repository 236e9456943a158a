import { LanguageSwitch } from '../text/Language';
import { Icon, Logo } from '../ui/Icon';
import type { PhoneState } from './contract';
import { usePhoneTexts } from './text/texts';

interface Props {
  state: PhoneState | null;
  narrow: boolean;
  panel: boolean;
  onPanel: () => void;
  /** Its drawer is open. */
  wire: boolean;
  onWire: () => void;
}

export function PageBar({ state, narrow, panel, onPanel, wire, onWire }: Props) {
  const { tx } = usePhoneTexts();
  return (
    <header class="page-bar">
      <Logo />
      <div class="page-title">
        <h1>{tx('title')}</h1>
        <p>
          <strong>{tx('simulated')}</strong>
          {state && <span class="page-model"> {tx(state.model_simulated ? 'modelSimulated' : 'modelReal')}</span>}
        </p>
      </div>
      {state?.inbox_url && (
        <a class="button button-small" href={state.inbox_url} target="_blank" rel="noreferrer">
          {tx('inbox')}
        </a>
      )}
      <button
        type="button"
        class="button button-small"
        data-testid="open-wire"
        aria-expanded={wire}
        aria-controls={wire ? 'wire' : undefined}
        onClick={onWire}
      >
        <Icon name="pulse" />
        {tx('wire.title')}
      </button>
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
          {tx('faults.title')}
        </button>
      )}
    </header>
  );
}
