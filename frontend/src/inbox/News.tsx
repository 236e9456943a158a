/** Tells a screen reader of messages in the conversations that are not open. The open one tells its own. */
import { useState } from 'preact/hooks';
import { type Translation, useTranslation } from '../text/Language';
import type { Conversation } from './contract';
import { nameOf } from './names';
import type { OnNews } from './useAttention';

interface Said {
  text: string;
  /** The same words are said again for another message. */
  turn: number;
}

export function useNews(openId: string | null): { said: Said; tell: OnNews } {
  const translation = useTranslation();
  const [said, setSaid] = useState<Said>({ text: '', turn: 0 });
  const tell: OnNews = (news) => {
    const text = newsText(news, openId, translation);
    if (text !== null) setSaid(({ turn }) => ({ text, turn: turn + 1 }));
  };
  return { said, tell };
}

/** One sentence, however much came at once. Null when nothing came besides what is open. */
export function newsText(
  news: readonly Conversation[],
  openId: string | null,
  { t, count }: Pick<Translation, 't' | 'count'>,
): string | null {
  const [first, ...others] = news.filter(({ id, unread }) => id !== openId && unread > 0);
  if (first === undefined) return null;
  return others.length === 0 ? t('news.from', { name: nameOf(first, t) }) : count('news.many', others.length + 1);
}

export function News({ said: { text, turn } }: { said: Said }) {
  return (
    <div class="sr-only" role="status" data-testid="news">
      <p key={turn}>{text}</p>
    </div>
  );
}
