/** What the language model costs: from it the usage page and the box to try it say what answers cost. */
import type { PriceDraft } from './assistance';
import { useEditor } from './Editor';
import { Line, Section } from './fields';
import { useTexts } from './text/texts';

const PARTS = ['prompt', 'cached', 'answer'] as const;
/** Others can be typed. */
const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'MAD', 'XOF', 'XAF', 'TND', 'BRL', 'MXN'] as const;

export function Prices() {
  const { tx } = useTexts();
  const { form, edit } = useEditor();
  const set = (part: keyof PriceDraft) => (typed: string) =>
    edit(`price.${part}`, ({ price }) => ({ price: { ...price, [part]: typed } }));
  return (
    <Section name="price" title={tx('price.title')}>
      <p class="hint">{tx('price.lead')}</p>
      <div class="setting-pair">
        {PARTS.map((part) => (
          <Line
            key={part}
            field={`price.${part}`}
            label={tx(`price.${part}`)}
            inputMode="decimal"
            value={form.price[part]}
            onValue={set(part)}
          />
        ))}
        <Line
          field="price.currency"
          label={tx('price.currency')}
          list="settings-currencies"
          placeholder="EUR"
          value={form.price.currency}
          onValue={set('currency')}
        />
        <datalist id="settings-currencies">
          {CURRENCIES.map((code) => (
            <option key={code} value={code} />
          ))}
        </datalist>
      </div>
    </Section>
  );
}
