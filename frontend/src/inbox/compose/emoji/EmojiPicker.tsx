/** Emoji for the text: those used last, then the frequent ones, and a search. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTranslation } from '../../../text/Language';
import { composing } from '../../../ui/keys';
import { inBrowser } from '../../../ui/storage';
import { useEscape } from '../../escape';
import { found, recentEmoji, usedEmoji } from './finding';
import { EMOJI } from './table';
import './emoji.css';

export interface EmojiPickerProps {
  onPick: (sign: string) => void;
  onClose: () => void;
}

export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const { t, language } = useTranslation();
  const [query, setQuery] = useState('');
  const [recent, setRecent] = useState(() => recentEmoji(inBrowser));
  const search = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => search.current?.focus(), []);
  useEscape(onClose);
  const searching = query.trim() !== '';
  const shown = searching ? found(EMOJI, query) : ordered(recent);
  const pick = (sign: string) => {
    usedEmoji(inBrowser, sign);
    onPick(sign);
    if (searching) setRecent(recentEmoji(inBrowser));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons; a fieldset is one of form fields
    <div ref={box} class="emoji" role="group" aria-label={t('emoji.label')} data-testid="emoji-picker">
      <input
        ref={search}
        class="field"
        type="search"
        aria-label={t('emoji.search')}
        placeholder={t('emoji.search')}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || composing(event)) return;
          // It is in the form of the message, which it must not send.
          event.preventDefault();
          if (shown[0]) pick(shown[0].sign);
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons */}
      <div class="emoji-grid" onKeyDown={(event) => moveFocus(event)}>
        {shown.map((each, at) => (
          <button
            key={each.sign}
            type="button"
            tabIndex={at === 0 ? 0 : -1}
            aria-label={each.names[language]}
            title={each.names[language]}
            onClick={() => pick(each.sign)}
          >
            {each.sign}
          </button>
        ))}
      </div>
      <p class="hint" role="status">
        {shown.length === 0 ? t('emoji.none') : ''}
      </p>
    </div>
  );
}

function ordered(recent: readonly string[]) {
  const first = recent.flatMap((sign) => EMOJI.filter((each) => each.sign === sign));
  return [...first, ...EMOJI.filter(({ sign }) => !recent.includes(sign))];
}

/** Left, right, up and down, by where the buttons are. */
function moveFocus(event: KeyboardEvent): void {
  const at = event.target;
  if (!(at instanceof HTMLElement) || !/^Arrow(Left|Right|Up|Down)$/.test(event.key)) return;
  const all = [...(at.parentElement?.children ?? [])].filter((each) => each instanceof HTMLElement);
  const place = all.indexOf(at);
  const row = all.filter((each) => each.offsetTop === all[0]?.offsetTop).length;
  const forward = getComputedStyle(at).direction === 'rtl' ? -1 : 1;
  const steps: Record<string, number> = { ArrowLeft: -forward, ArrowRight: forward, ArrowUp: -row, ArrowDown: row };
  event.preventDefault();
  all[place + (steps[event.key] ?? 0)]?.focus();
}
