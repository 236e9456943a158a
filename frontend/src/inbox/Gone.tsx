/** In the place of a conversation whose person was erased while it was open. */
import { useEffect, useRef } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { Heading } from './Heading';

export function Gone({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Whoever was in the conversation is told. Whoever is elsewhere stays there.
    if (document.activeElement === document.body) place.current?.querySelector('h1')?.focus();
  }, []);
  return (
    <div class="thread" data-testid="gone" ref={place}>
      <header class="thread-header">
        <Heading title={t('thread.gone')} onBack={onBack} />
      </header>
      <p class="thread-note" role="status">
        {t('thread.goneHint')}
      </p>
    </div>
  );
}
