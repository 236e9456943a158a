/** The frame of the forms that take the place of the text: a heading, the fields, and sending. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { useFittingHeight } from '../../ui/hooks';
import { Icon } from '../../ui/Icon';
import { useEscape } from '../escape';
import type { SendResult } from '../useSending';

interface Props {
  title: string;
  /** What is missing before it can be sent. */
  missing: string | null;
  onSubmit: () => Promise<SendResult>;
  /** It was sent: it closes next. */
  onSent: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** It stays open, with what was typed, until it was sent. */
export function Form({ title, missing, onSubmit, onSent, onClose, children }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, []);
  useEscape(onClose);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || missing !== null) return;
    setBusy(true);
    const result = await onSubmit();
    setBusy(false);
    if (result === 'unsent') return;
    onSent();
    onClose();
  };
  return (
    <form
      ref={form}
      class="template"
      data-testid="compose-form"
      aria-label={title}
      onSubmit={(event) => void submit(event)}
    >
      <div class="template-head">
        <p>
          <strong>{title}</strong>
        </p>
        <button type="button" class="button button-quiet button-small" onClick={onClose}>
          {t('template.text')}
        </button>
      </div>
      {children}
      {missing !== null && (
        <p class="hint" id="form-missing" role="status">
          {missing}
        </p>
      )}
      <button
        type="submit"
        class="button button-primary"
        data-testid="composer-send"
        aria-describedby={missing === null ? undefined : 'form-missing'}
        disabled={busy || missing !== null}
      >
        <Icon name="send" />
        {t('composer.send')}
      </button>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  maxLength?: number;
  /** Which keyboard a phone shows. */
  inputMode?: 'text' | 'url' | 'tel' | 'email';
  testId?: string;
}

/** A line with its label and, near its limit, how many characters are left. */
export function Field({ label, value, onValue, maxLength, inputMode = 'text', testId }: FieldProps) {
  return (
    <label class="template-parameter">
      <Label label={label} value={value} maxLength={maxLength} />
      <input
        class="field"
        type="text"
        inputMode={inputMode}
        dir="auto"
        maxLength={maxLength}
        data-testid={testId}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}

/** As `Field`, for a text of several lines. */
export function TextField({ label, value, onValue, maxLength, testId }: Omit<FieldProps, 'inputMode'>) {
  const input = useRef<HTMLTextAreaElement>(null);
  useFittingHeight(input, value);
  return (
    <label class="template-parameter">
      <Label label={label} value={value} maxLength={maxLength} />
      <textarea
        ref={input}
        class="field"
        dir="auto"
        rows={2}
        maxLength={maxLength}
        data-testid={testId}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}

/** The count is shown from here: ten characters, or a tenth of a longer text. */
const nearOf = (maxLength: number) => Math.max(10, maxLength / 10);

interface LabelProps {
  label: string;
  value: string;
  maxLength: number | undefined;
}

function Label({ label, value, maxLength }: LabelProps) {
  const { t } = useTranslation();
  const left = maxLength === undefined ? null : maxLength - value.length;
  return (
    <span class="template-label">
      {label}
      {maxLength !== undefined && left !== null && left <= nearOf(maxLength) && (
        <span class={left === 0 ? 'count is-over' : 'count'}>
          {left === 0 ? t('composer.full', { most: maxLength }) : t('composer.left', { count: left })}
        </span>
      )}
    </span>
  );
}
