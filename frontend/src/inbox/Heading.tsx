/** How everything begins that is opened from the list: the way back to it, a title, and what stands around the title. */
import type { ComponentChildren } from 'preact';
import { useTranslation } from '../text/Language';
import { Icon } from '../ui/Icon';

interface Props {
  title: string;
  before?: ComponentChildren;
  below?: ComponentChildren;
  /** After the title. */
  children?: ComponentChildren;
  onBack: () => void;
}

export function Heading({ title, before, below, children, onBack }: Props) {
  const { t } = useTranslation();
  return (
    <div class="heading">
      <button
        type="button"
        class="button button-quiet back"
        data-testid="back"
        onClick={onBack}
        aria-label={t('thread.back')}
        title={t('thread.back')}
      >
        <Icon name="back" />
      </button>
      {before}
      <div class="heading-names">
        <h1 tabIndex={-1} dir="auto">
          {title}
        </h1>
        {below}
      </div>
      {children}
    </div>
  );
}
