/** A field for each part of a template that is filled in, in the order of the message. */
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import type { Api } from './api';
import type { Template } from './contract';
import { TemplateFile } from './TemplateFile';
import { type Field, fieldsOf, type Values } from './templates';
import type { FileKind, HeaderFile } from './templateUpload';

interface Props {
  api: Api;
  template: Template;
  values: Values;
  onValues: (changed: Values) => void;
  onFile: (file: HeaderFile) => void;
}

export function TemplateFields({ api, template, values, onValues, onFile }: Props) {
  return (
    <>
      {fieldsOf(template).map((field) =>
        field.kind === 'file' ? (
          <TemplateFile
            key={`${template.name} ${template.language} ${field.key}`}
            api={api}
            kind={field.need.kind as FileKind}
            value={values[field.key] ?? ''}
            filename={values['header.filename'] ?? ''}
            onValue={(value, filename) => onValues({ [field.key]: value, 'header.filename': filename })}
            onFile={onFile}
          />
        ) : (
          <TextField
            key={field.key}
            field={field}
            value={values[field.key] ?? ''}
            onValue={(value) => onValues({ [field.key]: value })}
          />
        ),
      )}
    </>
  );
}

/** What a field asks for, unless it is a placeholder or belongs to a button. */
const LABELS: Partial<Record<Field['kind'], TextKey>> = {
  latitude: 'template.latitude',
  longitude: 'template.longitude',
  name: 'template.placeName',
  address: 'template.placeAddress',
};

interface TextFieldProps {
  field: Field;
  value: string;
  onValue: (value: string) => void;
}

function TextField({ field, value, onValue }: TextFieldProps) {
  const { t } = useTranslation();
  const { key, kind, need } = field;
  const isNumber = kind === 'latitude' || kind === 'longitude';
  return (
    <label class="template-parameter">
      <span>{useLabel(field)}</span>
      {need.before && (
        <span class="hint" dir="ltr">
          {need.before}…
        </span>
      )}
      <input
        class="field"
        type="text"
        data-key={key}
        dir={kind === 'text' || kind === 'name' || kind === 'address' ? 'auto' : 'ltr'}
        inputMode={isNumber ? 'decimal' : undefined}
        required
        maxLength={need.most ?? undefined}
        placeholder={need.example ? t('template.example', { text: need.example }) : undefined}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}

function useLabel({ kind, need: { part, name, label } }: Field): string {
  const { t } = useTranslation();
  const known = LABELS[kind];
  if (known) return t(known);
  if (kind === 'ending') return t('template.ending', { label: label ?? '' });
  if (kind === 'code') return t('template.code');
  return t(part === 'header' ? 'template.headerParameter' : 'template.parameter', { name: `{{${name}}}` });
}
