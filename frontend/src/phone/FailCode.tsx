/** Graph's error for the sends to come: one of the usual codes, or any other. */
import { useState } from 'preact/hooks';
import { useSpeech } from '../text/Language';
import type { TextKey } from '../text/translate';
import { NumberField, SelectField } from './fields';

const CODES: readonly [number, TextKey][] = [
  [131056, 'world.fail131056'],
  [130429, 'world.fail130429'],
  [190, 'world.fail190'],
  [131047, 'world.fail131047'],
  [131026, 'world.fail131026'],
  [131000, 'world.fail131000'],
];

export function FailCode({ value, onChange }: { value: number | null; onChange: (value: number | null) => void }) {
  const { t } = useSpeech();
  const [other, setOther] = useState(false);
  const usual = CODES.some(([code]) => code === value);
  const asOther = value === null ? other : !usual;
  return (
    <>
      <SelectField
        name="fail_code"
        label={t('world.fail')}
        value={asOther ? 'other' : String(value ?? '')}
        options={[
          ['', t('world.failNone')],
          ...CODES.map(([code, key]): [string, string] => [String(code), t(key)]),
          ['other', t('world.failOther')],
        ]}
        onChange={(chosen) => {
          setOther(chosen === 'other');
          onChange(chosen === '' || chosen === 'other' ? null : Number(chosen));
        }}
      />
      {asOther && (
        <NumberField
          name="fail_code_other"
          label={t('world.failCode')}
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
