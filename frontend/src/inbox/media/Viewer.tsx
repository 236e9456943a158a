/** The viewer: photos in full with zoom and arrows, and a PDF in a frame. Escape and going back close it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { directionOf } from '../../text/languages';
import { Icon } from '../../ui/Icon';
import type { Media, Message } from '../contract';
import { useBack } from '../route';
import { hasPreview, kindOfMessage } from './kinds';
import type { Links } from './links';
import { PdfFrame } from './PdfFrame';
import { Photo } from './Photo';
import { safeName, saveFile, shownName } from './save';
import { LARGEST, neighbours, zoomed } from './viewing';

interface Props {
  message: Message;
  /** Of the thread as far as it is loaded: the arrows move through its photos. */
  messages: readonly Message[];
  links: Links;
  onShow: (message: Message) => void;
  onClose: () => void;
}

export function Viewer({ message, messages, links, onShow, onClose }: Props) {
  const { t, language } = useTranslation();
  const rtl = directionOf(language) === 'rtl';
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  useBack(close);
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
    const [backKey, onKey] = rtl ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
    if (event.key === backKey && before && zoom === 1) onShow(before);
    if (event.key === onKey && after && zoom === 1) onShow(after);
    if (zoom > 1 && scrollPhoto(dialog.current, event.key)) event.preventDefault();
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
        zoom={photo ? zoom : null}
        onZoom={(key) => setZoom((now) => zoomed(now, key))}
        onClose={close}
      />
      <div class="viewer-stage">
        {photo && <Photo key={media.id} media={media} links={links} zoom={zoom} onZoom={setZoom} onClose={close} />}
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
  /** Null where nothing can be made larger. */
  zoom: number | null;
  onZoom: (key: '+' | '-') => void;
  onClose: () => void;
}

function Bar({ media, links, zoom, onZoom, onClose }: BarProps) {
  const { t } = useTranslation();
  const name = safeName(media.filename, t('media.photo'));
  const save = () =>
    void links.url(media.id).then(
      (url) => saveFile(url, name),
      () => undefined,
    );
  return (
    <div class="viewer-bar">
      {media.filename && (
        <p class="viewer-name">
          <bdi>{shownName(media.filename, name)}</bdi>
        </p>
      )}
      {zoom !== null && (
        <>
          <ViewerButton label={t('viewer.zoomOut')} icon="minus" off={zoom === 1} onClick={() => onZoom('-')} />
          <ViewerButton label={t('viewer.zoomIn')} icon="plus" off={zoom === LARGEST} onClick={() => onZoom('+')} />
        </>
      )}
      <ViewerButton label={t('media.download')} icon="down" onClick={save} />
      <button type="button" class="button" data-testid="viewer-close" onClick={onClose}>
        <Icon name="cross" />
        {t('viewer.close')}
      </button>
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
  /** It does nothing now. It keeps the focus: the keys of the viewer work on. */
  off?: boolean;
  onClick: () => void;
}

function ViewerButton({ label, icon, off = false, onClick }: ButtonProps) {
  return (
    <button type="button" class="button" aria-label={label} title={label} aria-disabled={off} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** The arrow keys move a photo that is larger than the screen, whichever button has the focus. */
function scrollPhoto(within: HTMLElement | null, key: string): boolean {
  const by = SCROLLS[key];
  if (!by) return false;
  within?.querySelector('.viewer-photo')?.scrollBy({ left: by[0], top: by[1] });
  return true;
}

/** In pixels. */
const SCROLLS: Readonly<Record<string, [left: number, top: number]>> = {
  ArrowLeft: [-80, 0],
  ArrowRight: [80, 0],
  ArrowUp: [0, -80],
  ArrowDown: [0, 80],
};
