/** The frame of the forms that take the place of the text: a heading, the fields, and sending. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import { useEscape } from '../escape';
import type { SendResult } from '../useSending';

interface Props {
  title: string;
  /** What is missing before it can be sent. */
  missing: string | null;
  onSubmit: () => Promise<SendResult>;
  onClose: () => void;
  children: ComponentChildren;
}

/** It stays open, with what was typed, until it was sent. */
export function Form({ title, missing, onSubmit, onClose, children }: Props) {
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
    if (result !== 'unsent') onClose();
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
        <p class="hint" id="form-missing">
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

/** A line with its label, and how many characters are left when few are. */
export function Field({ label, value, onValue, maxLength, inputMode = 'text', testId }: FieldProps) {
  const { t } = useTranslation();
  const left = maxLength === undefined ? null : maxLength - value.length;
  return (
    <label class="template-parameter">
      <span>
        {label}
        {left !== null && left <= 10 && <span class="hint"> {t('composer.left', { count: left })}</span>}
      </span>
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
