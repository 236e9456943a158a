/** What waits, kept from all that the page loads and the feed brings; and the number of it in the tab's title. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { type Attention, countOf, NOTHING_KNOWN, needsOf, newsIn, withoutGone, withSeen } from './attention';
import type { Conversation, Health } from './contract';
import type { ConversationList } from './useConversations';

export interface AttentionState {
  known: Attention;
  apply(changed: readonly Conversation[]): void;
  drop(gone: readonly string[]): void;
}

/** What began to wait. Empty when the list was loaded again and held something that waits. */
export type OnNews = (news: readonly Conversation[]) => void;

/** `onNews` is called when something began to wait, from the second load on: what the first one brings was there before. */
export function useAttention(list: Pick<ConversationList, 'items' | 'phase'>, onNews: OnNews): AttentionState {
  const [known, setKnown] = useState(NOTHING_KNOWN);
  const latest = useRef({ known, seeded: false, onNews });
  latest.current.onNews = onNews;

  const see = useCallback((seen: readonly Conversation[], isList: boolean) => {
    const now = latest.current;
    const news = now.seeded ? newsIn(now.known, seen) : [];
    now.known = withSeen(now.known, seen);
    setKnown(now.known);
    if (news.length > 0) now.onNews(isList ? [] : news);
  }, []);
  const apply = useCallback((changed: readonly Conversation[]) => see(changed, false), [see]);

  const drop = useCallback((gone: readonly string[]) => {
    latest.current.known = withoutGone(latest.current.known, gone);
    setKnown(latest.current.known);
  }, []);

  useEffect(() => {
    if (list.phase !== 'ready') return;
    see(list.items, true);
    latest.current.seeded = true;
  }, [see, list.items, list.phase]);

  return { known, apply, drop };
}

/** Shows the number in the tab's title. Asks for the server's number when that of this page has changed. */
export function useTitle(known: Attention, health: Health | null, refreshHealth: () => void): void {
  const { t } = useTranslation();
  const count = countOf(known, health?.waiting);
  const needs = needsOf(known);
  const before = useRef(needs);
  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${t('app.name')}` : t('app.name');
    return () => {
      document.title = t('app.name');
    };
  }, [count, t]);
  useEffect(() => {
    if (before.current !== needs) refreshHealth();
    before.current = needs;
  }, [needs, refreshHealth]);
}
