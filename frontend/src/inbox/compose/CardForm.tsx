/** Sends a contact card. */
import { useTranslation } from '../../text/Language';
import type { Outgoing } from '../contract';
import type { SendResult } from '../useSending';
import { type CardDraft, cardOf, missingInCard, NEW_CARD } from './card';
import { Field, Form } from './Form';
import { type Keeping, useFormDraft } from './formDraft';

interface Props {
  keeping: Keeping;
  onSend: (outgoing: Outgoing, content: string) => Promise<SendResult>;
  onClose: () => void;
}

export function CardForm({ keeping, onSend, onClose }: Props) {
  const { t } = useTranslation();
  const { values: draft, change: edit, forget } = useFormDraft(keeping, 'card', NEW_CARD);
  const change = (part: Partial<CardDraft>) => edit(() => part);
  const missing = missingInCard(draft);
  return (
    <Form
      title={t('attach.card')}
      missing={missing && t(`card.missing.${missing}`)}
      onSubmit={() => onSend({ contacts: [cardOf(draft)] }, draft.name.trim())}
      onSent={forget}
      onClose={onClose}
    >
      <Field label={t('card.name')} value={draft.name} testId="card-name" onValue={(name) => change({ name })} />
      <Field
        label={t('card.phone')}
        inputMode="tel"
        value={draft.phone}
        testId="card-phone"
        onValue={(phone) => change({ phone })}
      />
      <Field label={t('card.email')} inputMode="email" value={draft.email} onValue={(email) => change({ email })} />
      <Field label={t('card.company')} value={draft.company} onValue={(company) => change({ company })} />
    </Form>
  );
}
