/** What waits, kept from all that the page loads and the feed brings; and the number of it in the tab's title. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { type Attention, countOf, isNews, NOTHING_KNOWN, needsOf, withSeen } from './attention';
import type { Conversation, Health } from './contract';
import type { ConversationList } from './useConversations';

export interface AttentionState {
  known: Attention;
  apply(changed: readonly Conversation[]): void;
}

/** `onNews` is called when something began to wait, from the second load on: what the first one brings was there before. */
export function useAttention(list: Pick<ConversationList, 'items' | 'phase'>, onNews: () => void): AttentionState {
  const [known, setKnown] = useState(NOTHING_KNOWN);
  const latest = useRef({ known, seeded: false, onNews });
  latest.current.onNews = onNews;

  const apply = useCallback((seen: readonly Conversation[]) => {
    const now = latest.current;
    const news = now.seeded && isNews(now.known, seen);
    now.known = withSeen(now.known, seen);
    setKnown(now.known);
    if (news) now.onNews();
  }, []);

  useEffect(() => {
    if (list.phase !== 'ready') return;
    apply(list.items);
    latest.current.seeded = true;
  }, [apply, list.items, list.phase]);

  return { known, apply };
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
