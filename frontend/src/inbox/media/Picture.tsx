/** A photo, a sticker, a video in its frame. */
import { useRef } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { Media } from '../contract';
import type { Links } from './links';
import { NotLoaded } from './NotLoaded';
import { useLink, useNear } from './useLink';

interface Props {
  media: Media;
  /** What it is: “Photo”. */
  name: string;
  links: Links;
}

/** Cut to the frame. The viewer shows the whole. */
export function Picture({ media, name, links, onOpen }: Props & { onOpen: () => void }) {
  const { t } = useTranslation();
  const frame = useRef<HTMLButtonElement>(null);
  const link = useLink(links, media.id, useNear(frame));
  const { url, onError } = link;
  if (link.failed) return <NotLoaded name={name} media={media} links={links} link={link} />;
  return (
    <button
      type="button"
      ref={frame}
      class="media-frame picture"
      data-testid="media"
      data-state="stored"
      aria-label={t('media.open', { name: media.caption ? `${name}, ${media.caption}` : name })}
      onClick={onOpen}
    >
      {url && <img src={url} alt="" onError={onError} />}
    </button>
  );
}

export function Sticker({ media, name, links }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const link = useLink(links, media.id, useNear(frame));
  const { url, onError } = link;
  if (link.failed) return <NotLoaded name={name} media={media} links={links} link={link} />;
  return (
    <div ref={frame} class="sticker" data-testid="media" data-state="stored">
      {url ? <img src={url} alt={name} onError={onError} /> : <span class="sr-only">{name}</span>}
    </div>
  );
}

export function Video({ media, name, links }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const link = useLink(links, media.id, useNear(frame));
  const { url, onError } = link;
  if (link.failed) return <NotLoaded name={name} media={media} links={links} link={link} />;
  return (
    <div ref={frame} class="media-frame" data-testid="media" data-state="stored">
      {url
      // biome-ignore lint/a11y/useMediaCaption: a customer's video has none
      && <video src={url} controls playsInline preload="metadata" aria-label={name} onError={onError} />}
    </div>
  );
}
