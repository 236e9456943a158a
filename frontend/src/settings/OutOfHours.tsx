/** What happens with a customer who writes while the business is closed. */
import { useEditor, useProblem } from './Editor';
import { ProblemText, Section } from './fields';
import { useTexts } from './text/texts';

const WAYS = ['answer', 'note', 'tell'] as const;

export function OutOfHours() {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const problem = useProblem('out_of_hours');
  return (
    <Section name="out" title={tx('out.title')}>
      <fieldset class="ticks-list">
        <legend>{tx('out.label')}</legend>
        {!form.hoursSet && <p class="hint">{tx('out.needsHours')}</p>}
        {WAYS.map((way) => (
          <label key={way} class="tick">
            <input
              type="radio"
              name="out_of_hours"
              checked={(form.outOfHours || 'answer') === way}
              aria-invalid={problem === null ? undefined : true}
              onChange={() => edit('out_of_hours', () => ({ outOfHours: way }))}
            />
            <span>{tx(`out.${way}`)}</span>
          </label>
        ))}
        <ProblemText id="settings-out_of_hours" problem={problem} />
      </fieldset>
    </Section>
  );
}
