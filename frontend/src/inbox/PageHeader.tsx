/** The heading of a page beside the conversations, and of which business number the page is. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { Heading } from './Heading';
import type { PageProps } from './Page';
import { type OpenPage, pageHash } from './route';

interface Props extends Pick<PageProps, 'phoneId' | 'numbers' | 'onClose'>, Pick<OpenPage, 'name'> {
  /** Under the title. */
  children?: ComponentChildren;
}

export function PageHeader({ name, phoneId, numbers, onClose, children }: Props) {
  const { t } = useTranslation();
  const header = useRef<HTMLElement>(null);
  useEffect(() => header.current?.querySelector('h1')?.focus(), []);
  return (
    <header ref={header} class="page-header">
      <Heading title={t(`top.${name}`)} below={children} onBack={onClose} />
      {numbers.length > 0 && <NumberChoice name={name} phoneId={phoneId} numbers={numbers} />}
    </header>
  );
}

function NumberChoice({ name, phoneId, numbers }: Pick<Props, 'name' | 'phoneId' | 'numbers'>) {
  const { t } = useTranslation();
  const current = phoneId ?? numbers[0]?.phoneId ?? '';
  return (
    <label class="page-number">
      <span class="hint">{t('number.filter')}</span>
      <select
        class="field"
        value={current}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          // It is chosen once nothing unsaved is in the way.
          event.currentTarget.value = current;
          location.hash = pageHash(name, chosen);
        }}
      >
        {numbers.map(({ phoneId: each, name: shown }) => (
          <option key={each} value={each} dir="auto">
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
