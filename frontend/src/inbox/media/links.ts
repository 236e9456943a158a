/** Links to files, each asked for once and kept until shortly before it ends. */
import type { MediaLink } from '../contract';

/** A link is not used in its last seconds: the bytes are asked for a little later. */
const MARGIN_MS = 30_000;

export interface Links {
  /** Fails with a `Problem`. */
  url(id: string): Promise<string>;
  /** The link was refused: the next one is asked for. */
  forget(id: string): void;
}

export function createLinks(ask: (id: string) => Promise<MediaLink>, now: () => number): Links {
  const known = new Map<string, { link: Promise<MediaLink>; endsAt: number }>();
  const fresh = (id: string) => {
    const link = ask(id);
    // Several who ask at once share the call.
    const entry = { link, endsAt: Number.POSITIVE_INFINITY };
    known.set(id, entry);
    link.then(
      ({ expires_at }) => {
        entry.endsAt = Date.parse(expires_at) - MARGIN_MS;
      },
      () => known.delete(id),
    );
    return link;
  };
  return {
    url(id) {
      const kept = known.get(id);
      const link = kept && kept.endsAt > now() ? kept.link : fresh(id);
      return link.then(({ url }) => url);
    },
    forget: (id) => void known.delete(id),
  };
}
