/** A call: a line in the thread, because nobody wrote it. The content begins with its sign. */
import { useTranslation } from '../../text/Language';
import { clockTime } from '../../time';
import type { Message } from '../contract';

export function CallLine({ message }: { message: Message }) {
  const translation = useTranslation();
  const { id, direction, status, call, content, timestamp } = message;
  return (
    <li
      class={`call${call?.status === 'missed' ? ' is-missed' : ''}`}
      data-testid="message"
      data-direction={direction}
      data-status={status}
      data-id={id}
    >
      <span>
        <bdi>{content}</bdi>
        <time dateTime={call?.at ?? timestamp}>{clockTime(call?.at ?? timestamp, translation)}</time>
      </span>
    </li>
  );
}
