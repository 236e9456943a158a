/** The viewer: photos in full with zoom and arrows, and a PDF in a frame. Escape closes it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import type { Media, Message } from '../contract';
import { hasPreview, kindOfMessage } from './kinds';
import type { Links } from './links';
import { NotLoaded } from './NotLoaded';
import { PdfFrame } from './PdfFrame';
import { safeName, saveFile } from './save';
import { useLink } from './useLink';
import { neighbours, zoomed } from './viewing';

interface Props {
  message: Message;
  /** Of the thread as far as it is loaded: the arrows move through its photos. */
  messages: readonly Message[];
  links: Links;
  onShow: (message: Message) => void;
  onClose: () => void;
}

export function Viewer({ message, messages, links, onShow, onClose }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const { media } = message;
  const { before, after } = neighbours(message, messages);
  const [zoom, setZoom] = useState(1);
  // biome-ignore lint/correctness/useExhaustiveDependencies(message.id): another photo begins in full
  useEffect(() => setZoom(1), [message.id]);
  const photo = kindOfMessage(message) === 'image';
  if (!media) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    // Escape closes the viewer, not the conversation behind it.
    event.stopPropagation();
    if (event.key === 'ArrowLeft' && before && zoom === 1) onShow(before);
    if (event.key === 'ArrowRight' && after && zoom === 1) onShow(after);
    if (photo) setZoom((now) => zoomed(now, event.key));
  };
  return (
    <dialog
      ref={dialog}
      class="viewer"
      data-testid="viewer"
      aria-label={media.caption || media.filename || t('media.photo')}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <Bar
        media={media}
        links={links}
        zoom={
          photo ? { out: () => setZoom((now) => zoomed(now, '-')), in: () => setZoom((now) => zoomed(now, '+')) } : null
        }
        onClose={() => dialog.current?.close()}
      />
      <div class="viewer-stage">
        {photo && <Photo key={media.id} media={media} links={links} zoom={zoom} onZoom={setZoom} />}
        {!photo && hasPreview(media) && <PdfFrame media={media} links={links} />}
        {before && <Arrow side="before" onClick={() => onShow(before)} />}
        {after && <Arrow side="after" onClick={() => onShow(after)} />}
      </div>
      {media.caption && (
        <p class="viewer-caption" dir="auto">
          {media.caption}
        </p>
      )}
    </dialog>
  );
}

interface BarProps {
  media: Media;
  links: Links;
  zoom: { out: () => void; in: () => void } | null;
  onClose: () => void;
}

function Bar({ media, links, zoom, onClose }: BarProps) {
  const { t } = useTranslation();
  const name = safeName(media.filename, t('media.photo'));
  const save = () =>
    void links.url(media.id).then(
      (url) => saveFile(url, name),
      () => undefined,
    );
  return (
    <div class="viewer-bar">
      {zoom && (
        <>
          <ViewerButton label={t('viewer.zoomOut')} icon="minus" onClick={zoom.out} />
          <ViewerButton label={t('viewer.zoomIn')} icon="plus" onClick={zoom.in} />
        </>
      )}
      <ViewerButton label={t('media.download')} icon="down" onClick={save} />
      <ViewerButton label={t('viewer.close')} icon="cross" onClick={onClose} />
    </div>
  );
}

function Arrow({ side, onClick }: { side: 'before' | 'after'; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      class={`button viewer-arrow is-${side}`}
      aria-label={t(side === 'before' ? 'viewer.before' : 'viewer.after')}
      onClick={onClick}
    >
      <Icon name="back" />
    </button>
  );
}

interface ButtonProps {
  label: string;
  icon: Parameters<typeof Icon>[0]['name'];
  onClick: () => void;
}

function ViewerButton({ label, icon, onClick }: ButtonProps) {
  return (
    <button type="button" class="button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

interface PhotoProps {
  media: Media;
  links: Links;
  zoom: number;
  onZoom: (zoom: number) => void;
}

/** Larger than the stage it is scrolled: by wheel, arrow keys or finger. */
function Photo({ media, links, zoom, onZoom }: PhotoProps) {
  const { t } = useTranslation();
  const { url, failed, onError, retry } = useLink(links, media.id, true);
  if (failed) return <NotLoaded name={t('media.photo')} onRetry={retry} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the buttons of the bar do the same
    <div class="viewer-photo" tabIndex={zoom > 1 ? 0 : -1} onDblClick={() => onZoom(zoom > 1 ? 1 : 2)}>
      {url && (
        <img
          src={url}
          alt={media.caption ?? t('media.photo')}
          style={{ width: `${zoom * 100}%`, height: `${zoom * 100}%` }}
          onError={onError}
        />
      )}
    </div>
  );
}
