/** A picture, player or file, from the store of the simulated Meta. */
import { useState } from 'preact/hooks';
import { fileUrl } from '../api';
import { usePhoneTexts } from '../text/texts';
import { at, text } from './read';

export function MediaFile({ type, file }: { type: string; file: unknown }) {
  const { tx } = usePhoneTexts();
  const [broken, setBroken] = useState(false);
  const id = text(file, 'id');
  const onError = () => setBroken(true);
  if (id === '' || broken) return <p class="phone-kind">{tx('fileGone')}</p>;
  const src = fileUrl(id);
  switch (type) {
    case 'image':
      return <img class="phone-picture" data-testid="phone-file" src={src} alt={tx('kind.image')} onError={onError} />;
    case 'sticker':
      return (
        <img class="phone-sticker" data-testid="phone-file" src={src} alt={tx('kind.sticker')} onError={onError} />
      );
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: a sample without words, or whatever somebody sent
        <video class="phone-picture" data-testid="phone-file" src={src} controls preload="metadata" onError={onError} />
      );
    case 'audio': {
      const label = tx(at(file, 'voice') === true ? 'kind.voice' : 'kind.audio');
      return (
        <div class="phone-sound">
          <p class="phone-kind">{label}</p>
          {/* biome-ignore lint/a11y/useMediaCaption: the words are shown in the inbox */}
          <audio data-testid="phone-file" src={src} controls preload="metadata" aria-label={label} onError={onError} />
        </div>
      );
    }
    default:
      return (
        <a class="phone-document" data-testid="phone-file" href={src} target="_blank" rel="noreferrer">
          {text(file, 'filename') || tx('kind.document')}
        </a>
      );
  }
}
