import { useEffect, useState } from 'preact/hooks';

/** A part of the page that is loaded when it is first wanted; null until then, and when it cannot be loaded. */
export function useLoaded<T>(wanted: boolean, load: () => Promise<T>): T | null {
  const [loaded, setLoaded] = useState<{ of: T } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(load): always the same part
  useEffect(() => {
    if (!wanted || loaded) return;
    void load().then(
      (of) => setLoaded({ of }),
      () => undefined,
    );
  }, [wanted, loaded]);
  return loaded?.of ?? null;
}
