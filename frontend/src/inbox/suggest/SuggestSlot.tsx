/** The place of suggestions, which are loaded when somebody has taken over. Without them one writes as before. */
import { useEffect, useState } from 'preact/hooks';
import { loadLanguage } from '../../text/catalogue';
import { useTranslation } from '../../text/Language';
import type { Suggest, SuggestProps } from './Suggest';

export function SuggestSlot(props: SuggestProps) {
  const { language } = useTranslation();
  const [Loaded, setLoaded] = useState<typeof Suggest | null>(null);
  useEffect(() => {
    const load = async () => {
      const { Suggest } = await import('./Suggest');
      await loadLanguage(language);
      setLoaded(() => Suggest);
    };
    void load().catch(() => undefined);
  }, [language]);
  return Loaded && <Loaded {...props} />;
}
