/** One customer's phone: the conversation with the business as the customer sees it. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clockTime } from '../time';
import { Avatar } from '../ui/Avatar';
import { readableNumber } from '../ui/phoneNumber';
import { TypingDots } from '../ui/TypingDots';
import { reactionsOf, standsAlone } from './content/reactions';
import type { Customer, PhoneMessage, PhoneState } from './contract';
import { HandsetInput } from './HandsetInput';
import { HandsetMessage } from './HandsetMessage';
import { usePhoneTexts } from './text/texts';
import type { Phone } from './usePhone';

interface Props {
  customer: Customer;
  business: PhoneState['business'];
  now: string;
  /** Just added: it takes the keyboard's focus. */
  focused: boolean;
  run: Phone['run'];
}

export function Handset({ customer, business, now, focused, run }: Props) {
  const translation = usePhoneTexts();
  const { tx } = translation;
  const article = useRef<HTMLElement>(null);
  const { wa_id, name, typing, messages } = customer;
  const scroll = useEndInSight(messages.length, typing);
  const [quoted, setQuoted] = useState<PhoneMessage | null>(null);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const reactions = reactionsOf(messages);
  const shown = messages.filter((message) => standsAlone(message, new Set(byId.keys())));
  useEffect(() => {
    if (focused) article.current?.querySelector('textarea')?.focus();
  }, [focused]);

  return (
    <article class="handset" ref={article} data-testid="phone" data-wa-id={wa_id} aria-label={tx('of', { name })}>
      <header class="owner">
        <Avatar name={name} seed={wa_id} />
        <div>
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <p>
            <bdi>{readableNumber(`+${wa_id.replace(/^\+/, '')}`)}</bdi>
          </p>
        </div>
      </header>
      <div class="frame">
        <div class="frame-top">
          <time dateTime={now}>{clockTime(now, translation)}</time>
          <span class="camera" aria-hidden="true" />
        </div>
        <div class="partner">
          <strong>
            <bdi>{business.name}</bdi>
          </strong>
          <span>
            {typing ? `${tx('typing')}…` : `${tx('businessAccount')} · `}
            {!typing && <bdi>{business.phone_number}</bdi>}
          </span>
        </div>
        <div
          class="screen"
          ref={scroll.ref}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
          tabIndex={0}
          role="log"
          aria-label={tx('messages', { name: business.name })}
          onScroll={scroll.onScroll}
        >
          {messages.length === 0 && <p class="phone-note">{tx('empty', { name })}</p>}
          <ol>
            {shown.map((message) => (
              <HandsetMessage
                key={message.id}
                waId={wa_id}
                message={message}
                quoted={message.reply_to === null ? undefined : byId.get(message.reply_to)}
                reactions={reactions.get(message.id) ?? []}
                run={run}
                onQuote={() => {
                  setQuoted(message);
                  article.current?.querySelector('textarea')?.focus();
                }}
              />
            ))}
          </ol>
          {typing && <Typing business={business.name} />}
        </div>
        <HandsetInput waId={wa_id} run={run} quoted={quoted} onQuote={setQuoted} onSent={scroll.stick} />
      </div>
    </article>
  );
}

/** Keeps the end of the screen visible, unless the person has scrolled up. */
function useEndInSight(count: number, typing: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: both make the content taller
  useLayoutEffect(() => {
    const box = ref.current;
    if (box && atEnd.current) box.scrollTop = box.scrollHeight;
  }, [count, typing]);
  // A phone that becomes smaller, because another one was added or the window changed, still shows its end.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return {
    ref,
    onScroll() {
      const box = ref.current;
      if (box) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    },
    stick() {
      atEnd.current = true;
    },
  };
}

function Typing({ business }: { business: string }) {
  const { tx } = usePhoneTexts();
  return (
    <p class="phone-typing" data-testid="typing">
      <TypingDots />
      <span class="sr-only">{`${business} ${tx('typing')}`}</span>
    </p>
  );
}
