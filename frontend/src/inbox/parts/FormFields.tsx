/** A form that the customer filled in: each field with its value. */
import { useTranslation } from '../../text/Language';
import type { Form } from '../contract';

export function FormFields({ form: { name, fields } }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <div class="form" data-testid="form">
      <p class="type">{name ? t('form.named', { name }) : t('form.title')}</p>
      <dl>
        {fields.map(({ label, value }, at) => (
          <div key={`${at} ${label}`}>
            <dt dir="auto">{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
