/** In the place of the text while a voice message is recorded. */
import { useEffect, useRef } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { useEscape } from '../escape';
import { playTime } from '../media/size';
import type { Recorder } from './useRecorder';
import { LONGEST } from './voice';

export function VoiceRow({ recorder: { state, seconds, stop, cancel } }: { recorder: Recorder }) {
  const { t } = useTranslation();
  const stopButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (state === 'recording') stopButton.current?.focus();
  }, [state]);
  // It keeps what was recorded: only the button discards it.
  useEscape(state === 'starting' ? cancel : stop);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
    <div class="voice-row" role="group" aria-label={t('voice.label')} data-testid="voice-row" data-state={state}>
      <button type="button" class="button" data-testid="voice-cancel" onClick={cancel}>
        <Icon name="cross" />
        {t('voice.cancel')}
      </button>
      <p class="voice-time">
        <span class="voice-dot" aria-hidden="true" />
        <span class={state === 'starting' ? '' : 'sr-only'} role="status">
          {t(state === 'starting' ? 'voice.starting' : 'voice.recording')}
        </span>
        {state !== 'starting' && (
          <span role="timer" aria-label={t('voice.time')}>
            {`${playTime(seconds)} / ${playTime(LONGEST)}`}
          </span>
        )}
      </p>
      <button
        type="button"
        ref={stopButton}
        class="button button-primary"
        data-testid="voice-stop"
        disabled={state !== 'recording'}
        onClick={stop}
      >
        <Icon name="stop" />
        {t('voice.stop')}
      </button>
    </div>
  );
}
