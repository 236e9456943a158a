/** Graph's error for the sends to come: one of the usual codes, or any other. */
import { useState } from 'preact/hooks';
import { NumberField, SelectField } from './fields';
import type { PhoneKey } from './text/texts';
import { usePhoneTexts } from './text/texts';

const CODES: readonly [number, PhoneKey][] = [
  [131056, 'faults.fail131056'],
  [130429, 'faults.fail130429'],
  [190, 'faults.fail190'],
  [131047, 'faults.fail131047'],
  [131026, 'faults.fail131026'],
  [131000, 'faults.fail131000'],
];

export function FailCode({ value, onChange }: { value: number | null; onChange: (value: number | null) => void }) {
  const { tx } = usePhoneTexts();
  const [other, setOther] = useState(false);
  const usual = CODES.some(([code]) => code === value);
  const asOther = value === null ? other : !usual;
  return (
    <>
      <SelectField
        name="fail_code"
        label={tx('faults.fail')}
        value={asOther ? 'other' : String(value ?? '')}
        options={[
          ['', tx('faults.failNone')],
          ...CODES.map(([code, key]): [string, string] => [String(code), tx(key)]),
          ['other', tx('faults.failOther')],
        ]}
        onChange={(chosen) => {
          setOther(chosen === 'other');
          onChange(chosen === '' || chosen === 'other' ? null : Number(chosen));
        }}
      />
      {asOther && (
        <NumberField
          name="fail_code_other"
          label={tx('faults.failCode')}
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
