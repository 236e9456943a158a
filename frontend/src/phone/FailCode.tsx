/** Graph's error for the sends to come: one of the usual codes, or any other. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { TextKey } from '../text/translate';
import { NumberField, SelectField } from './fields';

const CODES: readonly [number, TextKey][] = [
  [131056, 'faults.fail131056'],
  [130429, 'faults.fail130429'],
  [190, 'faults.fail190'],
  [131047, 'faults.fail131047'],
  [131026, 'faults.fail131026'],
  [131000, 'faults.fail131000'],
];

export function FailCode({ value, onChange }: { value: number | null; onChange: (value: number | null) => void }) {
  const { t } = useTranslation();
  const [other, setOther] = useState(false);
  const usual = CODES.some(([code]) => code === value);
  const asOther = value === null ? other : !usual;
  return (
    <>
      <SelectField
        name="fail_code"
        label={t('faults.fail')}
        value={asOther ? 'other' : String(value ?? '')}
        options={[
          ['', t('faults.failNone')],
          ...CODES.map(([code, key]): [string, string] => [String(code), t(key)]),
          ['other', t('faults.failOther')],
        ]}
        onChange={(chosen) => {
          setOther(chosen === 'other');
          onChange(chosen === '' || chosen === 'other' ? null : Number(chosen));
        }}
      />
      {asOther && (
        <NumberField
          name="fail_code_other"
          label={t('faults.failCode')}
          min={1}
          max={9_999_999}
          step={1}
          value={value ?? 0}
          onChange={onChange}
        />
      )}
    </>
  );
}
