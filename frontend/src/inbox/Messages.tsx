/** The messages, or that they are being loaded, or why they could not be; and the viewer of their files. */
import { useCallback, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import type { Message } from './contract';
import { MessageLog } from './MessageLog';
import type { Links } from './media/links';
import { Viewer } from './media/Viewer';
import type { FileActions, MessageActions } from './messageActions';
import { nameOf } from './names';
import { PendingBubble } from './PendingBubble';
import { ProblemNotice } from './ProblemNotice';
import { hasBubble, type PendingMessage } from './pending';
import type { Note } from './team/calls';
import type { NoteActions } from './team/NoteRow';
import type { InboxData } from './useInboxData';
import type { Sought } from './useJump';

interface Props {
  data: InboxData;
  now: number;
  pending: readonly PendingMessage[];
  links: Links;
  notes: readonly Note[];
  noteActions: NoteActions;
  /** What the search of this conversation goes to. */
  sought?: Sought | null;
  actions: Omit<MessageActions, 'files'> & Pick<FileActions, 'fetchAgain'>;
}

export function Messages(props: Props) {
  const { data, now, pending, links, notes, noteActions, sought = null, actions } = props;
  const { conversation, thread } = data;
  const { t } = useTranslation();
  const [viewed, setViewed] = useState<Message | null>(null);
  const close = useCallback(() => setViewed(null), []);
  const { fetchAgain, ...rest } = actions;
  return (
    <>
      {thread.phase === 'loading' && (
        <p class="thread-note" role="status">
          {t('thread.loading')}
        </p>
      )}
      {thread.problem && <ProblemNotice problem={thread.problem} onRetry={thread.reload} />}
      {thread.phase === 'ready' && (
        <MessageLog
          customer={nameOf(conversation, t)}
          unread={conversation?.unread ?? null}
          inGroup={Boolean(conversation?.group)}
          thread={thread}
          pending={pending}
          notes={notes}
          noteActions={noteActions}
          sought={sought}
          answering={conversation?.answering ?? false}
          now={now}
          actions={{ ...rest, files: { links, fetchAgain, open: setViewed } }}
        />
      )}
      {thread.phase !== 'ready' && <Unrecorded pending={pending} />}
      {viewed && (
        <Viewer message={viewed} messages={thread.messages} links={links} onShow={setViewed} onClose={close} />
      )}
    </>
  );
}

/** What is being sent, while the messages before it are not there. */
function Unrecorded({ pending }: Pick<Props, 'pending'>) {
  const items = pending.filter(hasBubble);
  if (items.length === 0) return null;
  return (
    <div class="log-frame">
      <div class="log">
        <ol class="messages log-content">
          {items.map((item) => (
            <PendingBubble key={item.key} item={item} />
          ))}
        </ol>
      </div>
    </div>
  );
}
