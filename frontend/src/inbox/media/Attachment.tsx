/** The file of a message: what it shows, or why it is not here. Its place is as large before it is loaded as after. */
import { useTranslation } from '../../text/Language';
import type { TextKey } from '../../text/translate';
import { Icon } from '../../ui/Icon';
import type { Media, MediaKind, Message } from '../contract';
import type { MessageActions } from '../messageActions';
import { ProblemNotice } from '../ProblemNotice';
import { useMay } from '../role';
import { useAction } from '../useAction';
import { DocumentCard } from './DocumentCard';
import { kindOfMessage } from './kinds';
import { Picture, Sticker, Video } from './Picture';
import { Player } from './Player';

const NAMES: Readonly<Record<MediaKind, TextKey>> = {
  image: 'media.photo',
  video: 'media.video',
  audio: 'media.audio',
  document: 'media.document',
  sticker: 'media.sticker',
};

export function nameOfMedia(kind: MediaKind, { voice }: Pick<Media, 'voice'>): TextKey {
  return voice ? 'media.voice' : NAMES[kind];
}

interface Props {
  message: Message;
  media: Media;
  actions: MessageActions;
}

export function Attachment({ message, media, actions }: Props) {
  const { t } = useTranslation();
  const kind = kindOfMessage(message);
  const name = t(nameOfMedia(kind, media));
  if (media.state !== 'stored') return <Absent kind={kind} name={name} media={media} actions={actions} />;
  const { files } = actions;
  switch (kind) {
    case 'image':
      return <Picture media={media} name={name} links={files.links} onOpen={() => files.open(message)} />;
    case 'sticker':
      return <Sticker media={media} name={name} links={files.links} />;
    case 'video':
      return <Video media={media} name={name} links={files.links} />;
    case 'audio':
      return <Player media={media} name={name} links={files.links} />;
    case 'document':
      return <DocumentCard media={media} links={files.links} onOpen={() => files.open(message)} />;
  }
}

type AbsentProps = Pick<Props, 'media' | 'actions'> & { kind: MediaKind; name: string };

/** It is being fetched, could not be fetched, or is gone. */
function Absent({ kind, name, media, actions }: AbsentProps) {
  const { t } = useTranslation();
  const { serve } = useMay();
  const { busy, problem, run, dismiss } = useAction();
  const state = media.state as Exclude<Media['state'], 'stored'>;
  const framed = state === 'fetching' && (kind === 'image' || kind === 'video');
  return (
    <div class={`absent is-${state}${framed ? ' media-frame' : ''}`} data-testid="media" data-state={state}>
      <p>
        <Icon name={state === 'fetching' ? 'clock' : 'alert'} />
        <span>
          <strong>{name}</strong> {t(`media.${state}`)}
        </span>
      </p>
      {media.problem && (
        <p class="hint">
          {media.problem.text} {media.problem.advice}
        </p>
      )}
      {media.can_fetch && serve && state !== 'fetching' && (
        <button
          type="button"
          class="button button-small"
          data-testid="fetch-again"
          disabled={busy}
          onClick={() => run(() => actions.files.fetchAgain(media.id))}
        >
          <Icon name="retry" />
          {t('media.fetchAgain')}
        </button>
      )}
      {problem && <ProblemNotice problem={problem} onDismiss={dismiss} />}
    </div>
  );
}
