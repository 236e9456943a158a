/** Sends a contact card. */
import { useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { Outgoing } from '../contract';
import type { SendResult } from '../useSending';
import { type CardDraft, cardOf, missingInCard, NEW_CARD } from './card';
import { Field, Form } from './Form';

interface Props {
  onSend: (outgoing: Outgoing, content: string) => Promise<SendResult>;
  onClose: () => void;
}

export function CardForm({ onSend, onClose }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(NEW_CARD);
  const change = (part: Partial<CardDraft>) => setDraft((now) => ({ ...now, ...part }));
  const missing = missingInCard(draft);
  return (
    <Form
      title={t('attach.card')}
      missing={missing && t(`card.missing.${missing}`)}
      onSubmit={() => onSend({ contacts: [cardOf(draft)] }, draft.name.trim())}
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
