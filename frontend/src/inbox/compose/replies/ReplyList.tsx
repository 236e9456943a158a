/** The quick replies that can be taken, above the text. */
import { useTranslation } from '../../../text/Language';
import { REPLIES_LIST, type Replies, replyId } from './useReplies';

export function ReplyList({ replies: { open, found, chosen, pick } }: { replies: Replies }) {
  const { t } = useTranslation();
  if (!open) return null;
  if (found.length === 0) {
    return (
      <p class="reply-list reply-none hint" role="status" data-testid="reply-none">
        {t('replies.noMatch')}
      </p>
    );
  }
  return (
    <div class="reply-list" role="listbox" id={REPLIES_LIST} aria-label={t('replies.title')} data-testid="reply-list">
      {found.map((reply, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the text, which names the chosen one
        <div
          key={reply.name}
          id={replyId(place)}
          role="option"
          tabIndex={-1}
          aria-selected={place === chosen}
          // The text keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => pick(reply)}
        >
          <strong>/{reply.name}</strong> <span dir="auto">{reply.text}</span>
        </div>
      ))}
    </div>
  );
}
