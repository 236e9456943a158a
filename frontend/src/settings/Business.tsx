/** What the business is, and what it knows. */
import { Bytes } from './Bytes';
import type { SettingsCalls } from './calls';
import { bytesOf } from './checks';
import { MOST_BYTES } from './contract';
import { useEditor } from './Editor';
import { Facts } from './Facts';
import { Area, Section } from './fields';
import { useTexts } from './text/texts';

export function Business({ calls }: { calls: Pick<SettingsCalls, 'readFacts'> }) {
  const { tx } = useTexts();
  const { form, defaults, edit } = useEditor();
  const setInstructions = (instructions: string) => edit('instructions', () => ({ instructions }));
  return (
    <Section name="business" title={tx('business.title')}>
      <Area
        field="instructions"
        label={tx('business.instructions')}
        hint={tx('business.instructionsHint')}
        aside={<Bytes count={bytesOf(form.instructions)} most={MOST_BYTES} />}
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
      <Facts read={calls.readFacts} />
    </Section>
  );
}
