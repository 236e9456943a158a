/** Which days are looked at: the last ones, or from a day to a day. */
import { useState } from 'preact/hooks';
import { dayOf, LENGTHS, lastDays, mistakeIn, type Span } from './span';
import { useUsageTexts } from './text/texts';

interface Props {
  span: Span;
  now: number;
  onSpan: (span: Span) => void;
}

type Choice = (typeof LENGTHS)[number] | 'own';

export function SpanChoice({ span, now, onSpan }: Props) {
  const { tx, count } = useUsageTexts();
  const [choice, setChoice] = useState<Choice>(30);
  const [own, setOwn] = useState(span);
  const mistake = choice === 'own' ? mistakeIn(own, dayOf(now)) : null;
  const choose = (next: Choice) => {
    setChoice(next);
    if (next === 'own') setOwn(span);
    else onSpan(lastDays(next, now));
  };
  const set = (part: Partial<Span>) => {
    const next = { ...own, ...part };
    setOwn(next);
    if (mistakeIn(next, dayOf(now)) === null) onSpan(next);
  };
  return (
    <div class="span-choice">
      {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields */}
      <div class="span-lengths" role="group" aria-label={tx('span.label')}>
        {([...LENGTHS, 'own'] as const).map((each) => (
          <button
            key={each}
            type="button"
            data-testid={`usage-span-${each}`}
            aria-pressed={choice === each}
            onClick={() => choose(each)}
          >
            {each === 'own' ? tx('span.own') : count('span.days', each)}
          </button>
        ))}
      </div>
      {choice === 'own' && (
        <div class="span-own">
          {(['from', 'to'] as const).map((end) => (
            <label key={end}>
              <span class="hint">{tx(`span.${end}`)}</span>
              <input
                class="field"
                type="date"
                value={own[end]}
                aria-invalid={mistake === null ? undefined : true}
                aria-describedby={mistake === null ? undefined : 'usage-span-problem'}
                onChange={(event) => set({ [end]: event.currentTarget.value })}
              />
            </label>
          ))}
          {mistake && (
            <p class="field-error" id="usage-span-problem" role="alert">
              {tx(`span.${mistake}`)}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
