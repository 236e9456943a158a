/** The place of suggestions, which are loaded when somebody has taken over. Without them one writes as before. */
import { useEffect, useState } from 'preact/hooks';
import type { Suggest, SuggestProps } from './Suggest';

export function SuggestSlot(props: SuggestProps) {
  const [Loaded, setLoaded] = useState<typeof Suggest | null>(null);
  useEffect(() => {
    void import('./Suggest').then(
      (loaded) => setLoaded(() => loaded.Suggest),
      () => undefined,
    );
  }, []);
  return Loaded && <Loaded {...props} />;
}
