/** What the business is, and what it knows. */
import { bytesOf } from './checks';
import { MOST_BYTES } from './contract';
import { useEditor } from './Editor';
import { Area, Section } from './fields';
import { useTexts } from './text/texts';

export function Business() {
  const { tx } = useTexts();
  const { form, defaults, edit } = useEditor();
  const setInstructions = (instructions: string) => edit('instructions', () => ({ instructions }));
  return (
    <Section name="business" title={tx('business.title')}>
      <Area
        field="instructions"
        label={tx('business.instructions')}
        hint={tx('business.instructionsHint')}
        aside={<Bytes text={form.instructions} />}
        placeholder={defaults.instructions}
        rows={6}
        value={form.instructions}
        onValue={setInstructions}
      />
      {form.instructions === '' && defaults.instructions !== '' && (
        <button
          type="button"
          class="button button-small setting-action"
          onClick={() => {
            // The button goes away.
            document.getElementById('settings-instructions')?.focus();
            setInstructions(defaults.instructions);
          }}
        >
          {tx('business.useDefault')}
        </button>
      )}
      <Area
        field="facts"
        label={tx('business.facts')}
        hint={tx('business.factsHint')}
        aside={<Bytes text={form.facts} />}
        rows={8}
        value={form.facts}
        onValue={(facts) => edit('facts', () => ({ facts }))}
      />
    </Section>
  );
}

function Bytes({ text }: { text: string }) {
  const { tx, locale } = useTexts();
  const count = bytesOf(text);
  return (
    <span class={count > MOST_BYTES ? 'count is-over' : 'count'}>
      {tx('business.bytes', { count: count.toLocaleString(locale), most: MOST_BYTES.toLocaleString(locale) })}
    </span>
  );
}
