/** Makes reply buttons, a list, a link button or a request for a location, and shows it as the customer will see it. */
import { useTranslation } from '../../text/Language';
import type { Outgoing } from '../contract';
import { Interactive } from '../parts/Interactive';
import type { SendResult } from '../useSending';
import { bodyLimit, CHOICES_KINDS, type ChoicesDraft, interactiveOf, MOST, missingIn, NEW_CHOICES } from './choices';
import { Field, Form, TextField } from './Form';
import { type FormDraft, type Keeping, useFormDraft } from './formDraft';

interface Props {
  keeping: Keeping;
  onSend: (outgoing: Outgoing, content: string) => Promise<SendResult>;
  onClose: () => void;
}

type Change = FormDraft<ChoicesDraft>['change'];

export function ChoicesForm({ keeping, onSend, onClose }: Props) {
  const { t } = useTranslation();
  const { values: draft, change, forget } = useFormDraft(keeping, 'choices', NEW_CHOICES);
  const missing = missingIn(draft);
  const object = interactiveOf(draft);
  return (
    <Form
      title={t('attach.choices')}
      missing={missing && t(`choices.missing.${missing}`)}
      onSubmit={() => onSend({ interactive: object }, draft.body.trim())}
      onSent={forget}
      onClose={onClose}
    >
      <fieldset class="kinds">
        <legend class="sr-only">{t('choices.kind')}</legend>
        {CHOICES_KINDS.map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="choices-kind"
              value={kind}
              checked={draft.kind === kind}
              onChange={() => change(() => ({ kind }))}
            />
            {t(`choices.kind.${kind}`)}
          </label>
        ))}
      </fieldset>
      <TextField
        label={t('choices.body')}
        value={draft.body}
        maxLength={bodyLimit(draft.kind)}
        testId="choices-body"
        onValue={(body) => change(() => ({ body }))}
      />
      {draft.kind === 'buttons' && <Buttons draft={draft} change={change} />}
      {draft.kind === 'list' && <Rows draft={draft} change={change} />}
      {draft.kind === 'link' && <Link draft={draft} change={change} />}
      {draft.kind !== 'location' && (
        <details>
          <summary>{t('choices.more')}</summary>
          <Field
            label={t('choices.header')}
            value={draft.header}
            maxLength={MOST.header}
            onValue={(header) => change(() => ({ header }))}
          />
          <Field
            label={t('choices.footer')}
            value={draft.footer}
            maxLength={MOST.footer}
            onValue={(footer) => change(() => ({ footer }))}
          />
        </details>
      )}
      {draft.body.trim() !== '' && (
        <div class="template-preview">
          <Interactive object={object} />
        </div>
      )}
    </Form>
  );
}

interface PartProps {
  draft: ChoicesDraft;
  change: Change;
}

function Buttons({ draft: { buttons }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (at: number, title: string) =>
    change((now) => ({ buttons: now.buttons.map((each, i) => (i === at ? title : each)) }));
  return (
    <>
      {buttons.map((title, at) => (
        <Field
          key={at}
          label={t('choices.button', { number: at + 1 })}
          value={title}
          maxLength={MOST.button}
          testId="choices-button"
          onValue={(value) => set(at, value)}
        />
      ))}
      {buttons.length < MOST.buttons && (
        <More label={t('choices.addButton')} onClick={() => change((now) => ({ buttons: [...now.buttons, ''] }))} />
      )}
    </>
  );
}

function Rows({ draft: { opener, rows }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (at: number, part: Partial<ChoicesDraft['rows'][number]>) =>
    change((now) => ({ rows: now.rows.map((each, i) => (i === at ? { ...each, ...part } : each)) }));
  return (
    <>
      <Field
        label={t('choices.opener')}
        value={opener}
        maxLength={MOST.button}
        testId="choices-opener"
        onValue={(value) => change(() => ({ opener: value }))}
      />
      {rows.map(({ title, description }, at) => (
        <div key={at} class="choices-row">
          <Field
            label={t('choices.row', { number: at + 1 })}
            value={title}
            maxLength={MOST.row}
            testId="choices-row"
            onValue={(value) => set(at, { title: value })}
          />
          <Field
            label={t('choices.description')}
            value={description}
            maxLength={MOST.description}
            onValue={(value) => set(at, { description: value })}
          />
        </div>
      ))}
      {rows.length < MOST.rows && (
        <More
          label={t('choices.addRow')}
          onClick={() => change((now) => ({ rows: [...now.rows, { title: '', description: '' }] }))}
        />
      )}
    </>
  );
}

function Link({ draft: { linkText, url }, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field
        label={t('choices.linkText')}
        value={linkText}
        maxLength={MOST.button}
        onValue={(value) => change(() => ({ linkText: value }))}
      />
      <Field label={t('choices.url')} inputMode="url" value={url} onValue={(value) => change(() => ({ url: value }))} />
    </>
  );
}

function More({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="button button-small more" onClick={onClick}>
      {label}
    </button>
  );
}
