/** Keys that a text box must not act on while an input method (Japanese, Chinese, Korean …) composes a word. */
type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode'>;

/** What `keyCode` is while an input method handles the key. */
const HANDLED_BY_INPUT_METHOD = 229;

/** Safari ends the composition before the key that confirms it: only `keyCode` tells there (WebKit bug 165004). */
export function composing({ isComposing, keyCode }: Pick<Key, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === HANDLED_BY_INPUT_METHOD;
}

/** Enter sends; with Shift it begins a line. */
export function isSendKey(event: Key): boolean {
  return event.key === 'Enter' && !event.shiftKey && !composing(event);
}

/** `?` asks for the keys, unless something is being typed. */
export function isHelpKey(event: KeyboardEvent): boolean {
  const held = event.ctrlKey || event.metaKey || event.altKey;
  return event.key === '?' && !held && !composing(event) && !isTyped(event.target);
}

/** Whether what is pressed there is a text, or chooses in a list by its beginning. */
export function isTyped(target: EventTarget | null): boolean {
  const typed = 'input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]';
  return target !== null && 'matches' in target && (target as Element).matches(typed);
}
