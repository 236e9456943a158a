/** A secret is typed once and never shown again. A saved one is kept until another one is typed, or it is removed. */
import { useRef } from 'preact/hooks';
import type { SecretDraft } from './assistance';
import { useProblem } from './Editor';
import { idOf, Labelled } from './fields';
import { useTexts } from './text/texts';

interface Props {
  field: string;
  hint: string;
  secret: SecretDraft;
  onSecret: (secret: SecretDraft) => void;
  /** There must be one: it can be changed and not removed. */
  needed?: boolean;
  /** Makes one. */
  make?: () => string;
}

export function SecretField({ field, hint, secret, onSecret, needed = false, make }: Props) {
  const { tx } = useTexts();
  const group = useRef<HTMLDivElement>(null);
  const actions = needed ? (['change'] as const) : (['change', 'remove'] as const);
  // Such as: it is not kept for another server.
  const refused = useProblem(field) !== null;
  const set = (part: Partial<SecretDraft>) => onSecret({ ...secret, ...part });
  // The button that was pressed goes away.
  const show = () => requestAnimationFrame(() => group.current?.querySelector<HTMLElement>('input, button')?.focus());
  if (secret.kept && !refused) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
      <div ref={group} class="setting" role="group" aria-labelledby={`${idOf(field)}-label`}>
        <p class="setting-label">
          <strong id={`${idOf(field)}-label`}>{tx('secret.label')}</strong>
        </p>
        <div class="secret-row">
          <span>{tx('secret.has')}</span>
          {actions.map((action) => (
            <button
              key={action}
              type="button"
              class="button button-small"
              onClick={() => {
                set({ kept: false, typed: '' });
                show();
              }}
            >
              {tx(`secret.${action}`)}
            </button>
          ))}
        </div>
      </div>
    );
  }
  const gone = !needed && !secret.kept && secret.had && secret.typed.trim() === '';
  return (
    <div ref={group}>
      <Labelled field={field} label={tx('secret.label')} hint={gone ? tx('secret.gone') : hint}>
        {(described) => (
          <div class="secret-row">
            <input
              {...described}
              class="field"
              type="text"
              dir="ltr"
              autoComplete="off"
              spellcheck={false}
              value={secret.typed}
              onInput={(event) => set({ kept: false, typed: event.currentTarget.value })}
            />
            {make && secret.typed === '' && (
              <button
                type="button"
                class="button button-small"
                onClick={() => {
                  set({ kept: false, typed: make() });
                  show();
                }}
              >
                {tx('secret.make')}
              </button>
            )}
            {secret.had && (
              <button
                type="button"
                class="button button-small"
                onClick={() => {
                  set({ kept: true, typed: '' });
                  show();
                }}
              >
                {tx('secret.keep')}
              </button>
            )}
          </div>
        )}
      </Labelled>
    </div>
  );
}
