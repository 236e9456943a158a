/** A photo in the viewer. Larger than the stage it is scrolled: by wheel, arrow keys or finger. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import type { Media } from '../contract';
import type { Links } from './links';
import { NotLoaded } from './NotLoaded';
import { useLink } from './useLink';
import { isOn, type Point } from './viewing';

interface Props {
  media: Media;
  links: Links;
  zoom: number;
  onZoom: (zoom: number) => void;
  /** A click beside the photo. */
  onClose: () => void;
}

export function Photo({ media, links, zoom, onZoom, onClose }: Props) {
  const { t } = useTranslation();
  const link = useLink(links, media.id, true);
  const { box, onScroll } = useCentre(zoom);
  if (link.failed) return <NotLoaded name={t('media.photo')} media={media} links={links} link={link} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts; the buttons of the bar do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the viewer do the same
    <div
      class="viewer-photo"
      ref={box}
      tabIndex={zoom > 1 ? 0 : -1}
      onScroll={onScroll}
      onClick={({ currentTarget, clientX, clientY }) => {
        const img = currentTarget.querySelector('img');
        const size = img && { width: img.naturalWidth, height: img.naturalHeight };
        if (!size || !isOn({ x: clientX, y: clientY }, img.getBoundingClientRect(), size)) onClose();
      }}
      onDblClick={() => onZoom(zoom > 1 ? 1 : 2)}
    >
      {link.url && (
        <img
          src={link.url}
          alt={media.caption ?? t('media.photo')}
          style={{ width: `${zoom * 100}%`, height: `${zoom * 100}%` }}
          onError={link.onError}
        />
      )}
    </div>
  );
}

/** Keeps what is in the middle there when the photo becomes larger or smaller. */
function useCentre(zoom: number) {
  const box = useRef<HTMLDivElement>(null);
  /** What is in the middle, from 0 to 1. */
  const centre = useRef<Point>({ x: 0.5, y: 0.5 });
  // biome-ignore lint/correctness/useExhaustiveDependencies(zoom): it changes the size of what is scrolled
  useLayoutEffect(() => {
    const at = box.current;
    if (!at) return;
    at.scrollLeft = centre.current.x * at.scrollWidth - at.clientWidth / 2;
    at.scrollTop = centre.current.y * at.scrollHeight - at.clientHeight / 2;
  }, [zoom]);
  const onScroll = () => {
    const at = box.current;
    if (!at) return;
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = at;
    centre.current = {
      x: (scrollLeft + clientWidth / 2) / scrollWidth,
      y: (scrollTop + clientHeight / 2) / scrollHeight,
    };
  };
  return { box, onScroll };
}
