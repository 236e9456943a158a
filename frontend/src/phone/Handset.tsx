/** One customer's phone: the conversation with the business as the customer sees it. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { readableNumber } from '../inbox/names';
import { useSpeech } from '../text/Language';
import { clockTime } from '../time';
import { Avatar } from '../ui/Avatar';
import type { Customer, PhoneState } from './contract';
import { HandsetInput } from './HandsetInput';
import { HandsetMessage } from './HandsetMessage';
import type { PhoneWorld } from './usePhone';

interface Props {
  customer: Customer;
  business: PhoneState['business'];
  now: string;
  /** Just added: the keyboard goes there. */
  focused: boolean;
  run: PhoneWorld['run'];
}

export function Handset({ customer, business, now, focused, run }: Props) {
  const speech = useSpeech();
  const { t } = speech;
  const article = useRef<HTMLElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const { wa_id, name, typing, messages } = customer;

  // biome-ignore lint/correctness/useExhaustiveDependencies: both make the content taller
  useLayoutEffect(() => {
    const box = screen.current;
    if (box && atEnd.current) box.scrollTop = box.scrollHeight;
  }, [messages.length, typing]);
  // A phone that becomes smaller, because another one came or the window changed, still shows its end.
  useEffect(() => {
    const box = screen.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (focused) article.current?.querySelector('textarea')?.focus();
  }, [focused]);

  return (
    <article class="handset" ref={article} data-testid="phone" data-wa-id={wa_id} aria-label={t('phone.of', { name })}>
      <header class="owner">
        <Avatar name={name} seed={wa_id} />
        <div>
          <h2>{name}</h2>
          <p>{readableNumber(`+${wa_id.replace(/^\+/, '')}`)}</p>
        </div>
      </header>
      <div class="frame">
        <div class="frame-top">
          <time dateTime={now}>{clockTime(now, speech)}</time>
          <span class="camera" aria-hidden="true" />
        </div>
        <div class="partner">
          <strong>{business.name}</strong>
          <span>{typing ? `${t('phone.typing')}…` : `${t('phone.businessAccount')} · ${business.phone_number}`}</span>
        </div>
        <div
          class="screen"
          ref={screen}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
          tabIndex={0}
          role="log"
          aria-label={t('phone.messages', { name: business.name })}
          onScroll={({ currentTarget: box }) => {
            atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
          }}
        >
          {messages.length === 0 && <p class="phone-note">{t('phone.empty', { name })}</p>}
          <ol>
            {messages.map((message) => (
              <HandsetMessage key={message.id} message={message} />
            ))}
          </ol>
          {typing && (
            <p class="phone-typing" data-testid="typing">
              <span class="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              <span class="sr-only">{`${business.name} ${t('phone.typing')}`}</span>
            </p>
          )}
        </div>
        <HandsetInput
          waId={wa_id}
          run={run}
          onSent={() => {
            atEnd.current = true;
          }}
        />
      </div>
    </article>
  );
}
