/** An answer as the customer would see it, and below it what it rests on and what it took. */
import { costOf, secondsOf } from '../assistant/amounts';
import type { Answer } from '../assistant/contract';
import { HandOverText } from '../assistant/HandOverText';
import { RestsOn } from '../assistant/RestsOn';
import { Marked } from '../inbox/markup/Marked';
import { Icon } from '../ui/Icon';
import { type SettingsKey, type SettingsTexts, useTexts } from './text/texts';

interface Props {
  answer: Answer;
  /** Null while nothing can be chosen. */
  onChoose: ((title: string) => void) | null;
}

export function TrialAnswer({ answer, onChoose }: Props) {
  const texts = useTexts();
  const { tx } = texts;
  const { text, hands_over, says, rests_on } = answer;
  return (
    <div class="trial-turn is-business" data-testid="trial-answer">
      <span class="sr-only">{tx('try.assistant')}</span>
      {says && <p class="trial-label">{tx('try.says', { name: tx(saysKey(says)) })}</p>}
      {text.trim() === '' ? (
        <p class="trial-bubble is-gone">{tx('try.empty')}</p>
      ) : (
        <div class="trial-bubble">
          <Marked content={text} />
        </div>
      )}
      <Choices answer={answer} onChoose={onChoose} />
      {hands_over && (
        <div class="trial-hand-over" data-testid="trial-hand-over">
          <p class="trial-label">
            <Icon name="person" />
            {tx('try.handsOver')}
          </p>
          <HandOverText of={hands_over} />
        </div>
      )}
      {rests_on && <RestsOn on={rests_on} />}
      <p class="trial-measures">{measuresOf(answer, texts)}</p>
    </div>
  );
}

/** Choosing one sends its title, as WhatsApp does. */
function Choices({ answer: { buttons, list }, onChoose }: Props) {
  const choose = (title: string) => ({
    'aria-disabled': onChoose === null,
    onClick: () => onChoose?.(title),
  });
  return (
    <>
      {buttons && buttons.length > 0 && (
        <ul class="trial-choices">
          {buttons.map((title) => (
            <li key={title}>
              <button type="button" class="trial-choice" {...choose(title)}>
                <Icon name="reply" />
                <bdi>{title}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
      {list && (
        <details class="trial-choices">
          <summary class="trial-choice">
            <Icon name="burst" />
            <bdi>{list.button}</bdi>
          </summary>
          <ul>
            {list.rows.map(({ title, description }) => (
              <li key={title}>
                <button type="button" class="trial-row" {...choose(title)}>
                  <bdi>{title}</bdi>
                  {description && <span class="hint">{description}</span>}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** The fixed text as the form calls it. */
function saysKey(name: NonNullable<Answer['says']>): SettingsKey {
  return name === 'unreadable' ? 'try.unreadable' : `texts.${name}`;
}

function measuresOf({ tokens, took_ms, cost, currency }: Answer, { tx, locale }: SettingsTexts): string {
  const shown = (count: number) => count.toLocaleString(locale);
  const { prompt, cached, answer } = tokens;
  const took = tx('try.seconds', { seconds: secondsOf(took_ms, locale) });
  if (prompt + answer === 0) return `${took} · ${tx('try.noTokens')}`;
  const key = cached === 0 ? 'try.tokens' : 'try.tokensCached';
  return [
    took,
    tx(key, { prompt: shown(prompt), cached: shown(cached), answer: shown(answer) }),
    cost === null ? tx('try.noCost') : costOf(cost, currency, locale),
  ].join(' · ');
}
