/** Labelled controls. A number is reported when it is complete, not at each key. */
import { useEffect, useState } from 'preact/hooks';

interface Field<T> {
  name: string;
  label: string;
  hint?: string;
  value: T;
  onChange: (value: T) => void;
}

export function CheckField({ name, label, hint, value, onChange }: Field<boolean>) {
  return (
    <div class="check">
      <input
        id={name}
        name={name}
        type="checkbox"
        checked={value}
        aria-describedby={hint ? `${name}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={name}>{label}</label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface NumberProps extends Field<number> {
  min: number;
  max: number;
  step: number;
}

export function NumberField({ name, label, hint, value, min, max, step, onChange }: NumberProps) {
  const [typed, setTyped] = useState(String(value));
  useEffect(() => setTyped(String(value)), [value]);
  return (
    <div class="number">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        class="field"
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        step={step}
        aria-describedby={hint ? `${name}-hint` : undefined}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={() => {
          const entered = within(typed, min, max);
          setTyped(String(entered ?? value));
          if (entered !== null && entered !== value) onChange(entered);
        }}
      />
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Milliseconds, ten minutes at most. */
export function DelayField(field: Field<number>) {
  return <NumberField {...field} min={0} max={600_000} step={100} />;
}

interface SelectProps<T extends string> extends Field<T> {
  options: readonly (readonly [T, string])[];
}

export function SelectField<T extends string>({ name, label, value, options, onChange }: SelectProps<T>) {
  return (
    <div class="select">
      <label for={name}>{label}</label>
      <select
        id={name}
        name={name}
        class="field"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as T)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The whole number typed, limited to `min` and `max`; null when it is no number. */
export function within(typed: string, min: number, max: number): number | null {
  const number = Number(typed);
  return typed.trim() === '' || !Number.isFinite(number) ? null : Math.min(max, Math.max(min, Math.round(number)));
}
