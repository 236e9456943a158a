/** Plays a voice message or a sound, at three speeds, with its words under it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../text/Language';
import { Icon } from '../../ui/Icon';
import type { Media } from '../contract';
import type { Links } from './links';
import { NotLoaded } from './NotLoaded';
import { playTime } from './size';
import { useLink, useNear } from './useLink';

interface Props {
  media: Media;
  /** What it is: “Voice message”. */
  name: string;
  links: Links;
}

export function Player({ media, name, links }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const link = useLink(links, media.id, useNear(frame));
  if (link.failed) {
    return (
      <>
        <NotLoaded name={name} media={media} links={links} link={link} />
        <Transcript media={media} />
      </>
    );
  }
  return (
    <div class="player" ref={frame} data-testid="media" data-state="stored">
      <Sound url={link.url} name={name} onError={link.onError} />
      <Transcript media={media} />
    </div>
  );
}

const SPEEDS = [1, 1.5, 2] as const;

/** `url` is null until it is known. */
export function Sound({ url, name, onError }: { url: string | null; name: string; onError?: () => void }) {
  const { t, locale } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(Number.NaN);
  const [speed, setSpeed] = useState(0);
  const rate = SPEEDS[speed] ?? 1;
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = rate;
  }, [rate]);
  const toggle = () => {
    const sound = audio.current;
    if (!sound) return;
    if (sound.paused) {
      pauseOthers(sound);
      sound.playbackRate = rate;
      // A browser may want another click; an error of the file comes as an event.
      void sound.play().catch(() => undefined);
    } else sound.pause();
  };
  const known = Number.isFinite(length) && length > 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of controls; a fieldset is one of form fields
    <div class="sound" role="group" aria-label={name}>
      {/* biome-ignore lint/a11y/useMediaCaption: its words stand under it */}
      <audio
        ref={audio}
        src={url ?? undefined}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) => setLength(event.currentTarget.duration)}
        onError={() => url !== null && onError?.()}
      />
      <button
        type="button"
        class="button button-primary sound-play"
        aria-label={t(playing ? 'media.pause' : 'media.play', { name })}
        disabled={url === null}
        onClick={toggle}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <input
        type="range"
        min={0}
        max={known ? length : 1}
        step={0.1}
        value={at}
        disabled={!known}
        aria-label={t('media.position')}
        aria-valuetext={playTime(at)}
        onInput={(event) => {
          if (audio.current) audio.current.currentTime = Number(event.currentTarget.value);
        }}
      />
      <span class="sound-time">{playTime(playing || at > 0 ? at : length) || '–:––'}</span>
      <button
        type="button"
        class="button button-small sound-speed"
        aria-label={t('media.speed', { speed: rate.toLocaleString(locale) })}
        onClick={() => setSpeed((now) => (now + 1) % SPEEDS.length)}
      >
        {rate.toLocaleString(locale)}×
      </button>
    </div>
  );
}

function Transcript({ media: { transcript } }: Pick<Props, 'media'>) {
  const { t } = useTranslation();
  if (!transcript) return null;
  return (
    <p class="transcript" data-testid="transcript">
      <span class="sr-only">{t('media.transcript')} </span>
      <span dir="auto">{transcript}</span>
    </p>
  );
}

/** One sound at a time. */
function pauseOthers(sound: HTMLMediaElement): void {
  for (const other of document.querySelectorAll<HTMLMediaElement>('audio, video')) if (other !== sound) other.pause();
}
