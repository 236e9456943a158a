/** Looks for words in the open conversation. What was found is listed, newest first; choosing it goes to the message. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { listTime } from '../time';
import { useDebounced } from '../ui/hooks';
import { Icon } from '../ui/Icon';
import { composing } from '../ui/keys';
import type { Api } from './api';
import type { Message, MessagePage } from './contract';
import { useEscape } from './escape';
import { ProblemNotice } from './ProblemNotice';
import { asProblem, type Problem } from './problem';

/** Messages that one call brings. */
const PAGE = 20;

/** Calls after which the person decides whether to look further back: each reads 500 messages. */
const MOST_CALLS = 6;

export interface Props {
  api: Pick<Api, 'messages'>;
  /** The conversation. */
  id: string;
  now: number;
  /** What is loaded of it. */
  messages: readonly Message[];
  onGo: (message: string) => void;
  onClose: () => void;
}

export function ThreadFind({ api, id, now, messages, onGo, onClose }: Props) {
  const translation = useTranslation();
  const { t, count } = translation;
  const [text, setText] = useState('');
  const words = useDebounced(text.trim(), 250);
  const { hits: found, next, busy, problem, further } = useHits(api, id, words);
  const hits = useMemo(() => asLoaded(found, messages), [found, messages]);
  const [at, setAt] = useState<number | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEscape(onClose);
  useEffect(() => input.current?.focus(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies(words): another search begins at its newest message
  useEffect(() => setAt(null), [words]);
  const go = (place: number) => {
    const hit = hits[place];
    if (!hit) return;
    setAt(place);
    onGo(hit.id);
  };
  const step = (by: number) => go(Math.min(hits.length - 1, Math.max(0, at === null ? 0 : at + by)));
  const known = words !== '' && !busy;

  return (
    <search class="thread-find" data-testid="thread-find">
      <div class="find-row">
        <label class="search">
          <Icon name="search" />
          <span class="sr-only">{t('find.label')}</span>
          <input
            ref={input}
            type="search"
            dir="auto"
            placeholder={t('find.label')}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              const by = { Enter: event.shiftKey ? -1 : 1, ArrowUp: 1, ArrowDown: -1 }[event.key];
              if (by === undefined || composing(event)) return;
              event.preventDefault();
              step(by);
            }}
          />
        </label>
        <button type="button" class="button button-quiet" aria-label={t('find.close')} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <p class="find-state" role="status">
        {busy && t('list.loading')}
        {known && !problem && (hits.length === 0 ? t('find.none') : count('find.hits', hits.length))}
      </p>
      {problem && <ProblemNotice problem={problem} onRetry={further} />}
      {hits.length > 0 && (
        <ol class="find-hits">
          {hits.map((hit, place) => (
            <li key={hit.id}>
              <button type="button" aria-current={place === at ? 'true' : undefined} onClick={() => go(place)}>
                <time dateTime={hit.timestamp}>{listTime(hit.timestamp, now, translation)}</time>
                <span dir="auto">{hit.deleted_at ? t('message.deleted') : hit.content}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {known && next !== null && !problem && (
        <button type="button" class="button load-more" onClick={further}>
          {t('find.further')}
        </button>
      )}
    </search>
  );
}

interface Hits {
  /** Newest first. */
  hits: readonly Message[];
  /** Where the search goes on; null at the beginning of the conversation. */
  next: string | null;
}

/** What was found, as the thread has it: a message may have been edited or deleted since. */
export function asLoaded(hits: readonly Message[], messages: readonly Message[]): readonly Message[] {
  if (hits.length === 0) return hits;
  const found = new Set(hits.map(({ id }) => id));
  const loaded = new Map(messages.filter(({ id }) => found.has(id)).map((each) => [each.id, each]));
  return hits.map((hit) => loaded.get(hit.id) ?? hit);
}

/** Further back from `before`, until a page has something, or it is enough for once. */
export async function findFurther(
  find: (before: string | null) => Promise<Pick<MessagePage, 'messages' | 'next'>>,
  before: string | null,
): Promise<Hits> {
  let next = before;
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const page = await find(next);
    next = page.next;
    if (page.messages.length > 0 || next === null) return { hits: page.messages.toReversed(), next };
  }
  return { hits: [], next };
}

function useHits(api: Props['api'], id: string, words: string) {
  const [found, setFound] = useState<Hits & { words: string }>({ hits: [], next: null, words: '' });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(0);
  const load = (before: Hits | null) => {
    latest.current += 1;
    const mine = latest.current;
    setProblem(null);
    setBusy(words !== '');
    if (words === '') return;
    const find = (place: string | null) => api.messages(id, { find: words, before: place, limit: PAGE });
    void findFurther(find, before?.next ?? null).then(
      ({ hits, next }) => {
        if (latest.current !== mine) return;
        setFound({ hits: [...(before?.hits ?? []), ...hits], next, words });
        setBusy(false);
      },
      (error: unknown) => {
        if (latest.current !== mine) return;
        setProblem(asProblem(error));
        setBusy(false);
      },
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: load is of api, id and words
  useEffect(() => load(null), [api, id, words]);
  const present = found.words === words ? found : { hits: [], next: null };
  return { hits: present.hits, next: present.next, busy, problem, further: () => load(present) };
}
