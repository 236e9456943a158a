/**
 * A PDF in a frame. Its bytes are fetched and handed to the frame as `application/pdf`, whatever type came with them: so
 * the browser's own PDF viewer shows them, and nothing in them can run as a page of this address.
 */
import { useEffect, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { Media } from '../contract';
import type { Links } from './links';
import { NotLoaded } from './NotLoaded';

interface Props {
  media: Media;
  links: Links;
}

export function PdfFrame({ media, links }: Props) {
  const { t } = useTranslation();
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies(attempt): a higher number asks again
  useEffect(() => {
    const abort = new AbortController();
    let made: string | null = null;
    links
      .url(media.id)
      .then((url) => bytesOf(url, abort.signal))
      .then((bytes) => {
        made = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
        setAddress(made);
      })
      .catch(() => {
        links.forget(media.id);
        if (!abort.signal.aborted) setFailed(true);
      });
    return () => {
      abort.abort();
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [links, media.id, attempt]);
  const retry = () => {
    setFailed(false);
    setAttempt((count) => count + 1);
  };
  if (failed) {
    return <NotLoaded name={t('media.document')} media={media} links={links} link={{ failed: 'link', retry }} />;
  }
  if (address === null) {
    return (
      <p class="viewer-note" role="status">
        {t('thread.loading')}
      </p>
    );
  }
  return <iframe class="viewer-pdf" src={address} title={media.filename ?? t('media.document')} data-testid="pdf" />;
}

async function bytesOf(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal, cache: 'no-store' });
  if (!response.ok) throw new Error('not loaded');
  return response.arrayBuffer();
}
