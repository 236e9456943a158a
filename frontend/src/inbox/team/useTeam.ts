/** The parts that are loaded when they are first wanted, with their texts; null until then. */
import { useEffect, useState } from 'preact/hooks';
import { loadLanguage } from '../../text/catalogue';
import { useTranslation } from '../../text/Language';

type Parts = typeof import('./parts');

export function useTeam(wanted: boolean): Parts | null {
  const { language } = useTranslation();
  const [loaded, setLoaded] = useState<{ parts: Parts; language: string } | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const load = async () => {
      const parts = await import('./parts');
      await loadLanguage(language);
      setLoaded({ parts, language });
    };
    void load().catch(() => undefined);
  }, [wanted, language]);
  return wanted && loaded ? loaded.parts : null;
}
