/** What can be sent besides a text. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { TextKey } from '../../text/translate';
import { Icon, type IconName } from '../../ui/Icon';
import { useEscape } from '../escape';
import { DOCUMENT_TYPES, LIMITS, PHOTO_TYPES } from '../media/kinds';
import { fileSize } from '../media/size';

/** The forms that take the place of the text. */
export type Form = 'template' | 'choices' | 'place' | 'card' | 'replies';

const FORMS: readonly [Form, IconName, TextKey][] = [
  ['choices', 'choices', 'attach.choices'],
  ['place', 'pin', 'attach.place'],
  ['card', 'person', 'attach.card'],
  ['template', 'template', 'composer.template'],
  ['replies', 'burst', 'attach.replies'],
];

interface Props {
  onFiles: (files: File[]) => void;
  onForm: (form: Form) => void;
  onClose: () => void;
}

export function AttachMenu({ onFiles, onForm, onClose }: Props) {
  const translation = useTranslation();
  const { t } = translation;
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => menu.current?.querySelector('button')?.focus(), []);
  useEscape(onClose);
  const photos = useRef<HTMLInputElement>(null);
  const documents = useRef<HTMLInputElement>(null);
  const limit = (kind: keyof typeof LIMITS) => fileSize(LIMITS[kind], translation);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
    <div ref={menu} class="attach-menu" role="group" aria-label={t('attach.label')} data-testid="attach-menu">
      <Item icon="image" label={t('attach.photo')} testId="attach-photo" onClick={() => photos.current?.click()} />
      <Item
        icon="clip"
        label={t('attach.document')}
        testId="attach-document"
        onClick={() => documents.current?.click()}
      />
      {FORMS.map(([form, icon, label]) => (
        <Item key={form} icon={icon} label={t(label)} testId={`attach-${form}`} onClick={() => onForm(form)} />
      ))}
      <p class="hint">
        {t('attach.limits', { image: limit('image'), video: limit('video'), document: limit('document') })}
      </p>
      <Picker input={photos} accept={PHOTO_TYPES} testId="file-photo" onFiles={onFiles} />
      <Picker input={documents} accept={DOCUMENT_TYPES} testId="file-document" onFiles={onFiles} />
    </div>
  );
}

interface ItemProps {
  icon: IconName;
  label: string;
  testId: string;
  onClick: () => void;
}

function Item({ icon, label, testId, onClick }: ItemProps) {
  return (
    <button type="button" class="button" data-testid={testId} onClick={onClick}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

interface PickerProps {
  input: RefObject<HTMLInputElement | null>;
  accept: string;
  testId: string;
  onFiles: (files: File[]) => void;
}

/** The button above it opens it. */
function Picker({ input, accept, testId, onFiles }: PickerProps) {
  return (
    <input
      ref={input}
      class="sr-only"
      type="file"
      multiple
      accept={accept}
      tabIndex={-1}
      aria-hidden="true"
      data-testid={testId}
      onChange={(event) => {
        const chosen = [...(event.currentTarget.files ?? [])];
        // The same file can be chosen again after it was removed.
        event.currentTarget.value = '';
        if (chosen.length > 0) onFiles(chosen);
      }}
    />
  );
}
