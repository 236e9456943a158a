/** Labelled fields, each with its hint and with what is wrong with it. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useFittingHeight } from '../ui/hooks';
import { useProblem } from './Editor';

export interface Described {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface LabelledProps {
  /** The path of the field. */
  field: string;
  label: string;
  hint?: string | null | undefined;
  /** Only problems of the field as a whole. */
  exactly?: boolean;
  /** The label is heard only: what is above says it already. */
  unseen?: boolean;
  /** Beside the label. */
  aside?: ComponentChildren;
  children: (described: Described) => ComponentChildren;
}

export const idOf = (field: string) => `settings-${field.replaceAll('.', '-')}`;

export function Labelled({ field, label, hint, exactly = false, unseen = false, aside, children }: LabelledProps) {
  const problem = useProblem(field, exactly);
  const id = idOf(field);
  const described = [hint ? `${id}-hint` : '', problem === null ? '' : `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="setting">
      <div class="setting-label">
        <label for={id} class={unseen ? 'sr-only' : undefined}>
          {label}
        </label>
        {aside}
      </div>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': problem === null ? undefined : true,
      })}
      <ProblemText id={id} problem={problem} />
    </div>
  );
}

export function ProblemText({ id, problem }: { id: string; problem: string | null }) {
  if (problem === null) return null;
  return (
    <p class="field-error" id={`${id}-problem`}>
      {problem}
    </p>
  );
}

interface AreaProps extends Omit<LabelledProps, 'children'> {
  value: string;
  onValue: (value: string) => void;
  placeholder?: string | undefined;
  rows?: number;
  lang?: string;
}

/** A text of several lines. */
export function Area({ value, onValue, placeholder, rows = 3, lang, ...labelled }: AreaProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  useFittingHeight(input, value || (placeholder ?? ''));
  return (
    <Labelled {...labelled}>
      {(described) => (
        <textarea
          {...described}
          ref={input}
          class="field"
          dir="auto"
          lang={lang}
          rows={rows}
          placeholder={placeholder}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

interface LineProps extends AreaProps {
  inputMode?: 'text' | 'numeric' | 'decimal' | 'url';
  list?: string;
}

export function Line({ value, onValue, placeholder, inputMode = 'text', list, ...labelled }: LineProps) {
  return (
    <Labelled {...labelled}>
      {(described) => (
        <input
          {...described}
          class="field"
          type="text"
          dir={inputMode === 'text' ? 'auto' : 'ltr'}
          inputMode={inputMode}
          list={list}
          autoComplete="off"
          spellcheck={false}
          placeholder={placeholder}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

interface ChoiceProps<T extends string> extends Omit<LabelledProps, 'children'> {
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  onValue: (value: T) => void;
}

export function Choice<T extends string>({ value, options, onValue, ...labelled }: ChoiceProps<T>) {
  return (
    <Labelled {...labelled}>
      {(described) => (
        <select
          {...described}
          class="field"
          value={value}
          onChange={(event) => onValue(event.currentTarget.value as T)}
        >
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

interface TickProps {
  label: string;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  field?: string;
  hint?: string;
}

export function Tick({ label, checked, onChecked, field = '', hint }: TickProps) {
  const problem = useProblem(field);
  const id = idOf(field);
  const hintId = `${id}-hint`;
  const described = [hint ? hintId : '', problem === null ? '' : `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="setting">
      <label class="tick">
        <input
          type="checkbox"
          checked={checked}
          aria-invalid={problem === null ? undefined : true}
          aria-describedby={described || undefined}
          onChange={(event) => onChecked(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {hint && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      <ProblemText id={id} problem={problem} />
    </div>
  );
}

export const sectionId = (name: string) => `settings-section-${name}`;

export function Section({ name, title, children }: { name: string; title: string; children: ComponentChildren }) {
  const id = sectionId(name);
  return (
    <section class="settings-section" aria-labelledby={id} data-testid={`settings-${name}`}>
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}
