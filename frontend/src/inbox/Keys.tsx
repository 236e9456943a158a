/** The sheet of the keys. `?` opens it outside of a field, and so does its button. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { directionOf } from '../text/languages';
import type { TextKey } from '../text/translate';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { isHelpKey } from '../ui/keys';

/** A key by its sign, or by the text that names it. */
type Key =
  | '?'
  | '/'
  | 'Alt'
  | 'T'
  | 'N'
  | 'O'
  | 'G'
  | 'I'
  | 'H'
  | 'U'
  | 'P'
  | 'S'
  | '↑'
  | '↓'
  | '←'
  | '→'
  | '+'
  | '-'
  | (TextKey & `key.${string}`);

/** Ways to do it. The keys of one way are held together. */
const sheet = (back: Key, on: Key): readonly [ways: readonly (readonly Key[])[], does: TextKey][] => [
  [[['?']], 'keys.help'],
  [[['key.tab'], ['key.shift', 'key.tab']], 'keys.controls'],
  [[['G'], ['I'], ['H'], ['U'], ['P'], ['S']], 'keys.pages'],
  [[['↑'], ['↓']], 'keys.list'],
  [[['key.enter']], 'keys.enter'],
  [[['key.escape']], 'keys.escape'],
  [[['key.enter']], 'keys.send'],
  [[['key.shift', 'key.enter']], 'keys.line'],
  [[['/']], 'keys.replies'],
  [[['Alt', 'T']], 'keys.takeover'],
  [[['Alt', 'N']], 'keys.note'],
  [[['Alt', 'O']], 'keys.organise'],
  [[[back], [on]], 'keys.photos'],
  [[['+'], ['-']], 'keys.zoom'],
];

/** The sheet stands beside what can open it, not in it: on a phone the bar on top is not always there. */
export function WithKeys({ children }: { children: (open: () => void) => ComponentChildren }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isHelpKey(event) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      setShown(true);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      {children(() => setShown(true))}
      {shown && <KeysSheet onClose={() => setShown(false)} />}
    </>
  );
}

export function KeysButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      class="button button-quiet keys-open"
      data-testid="open-keys"
      aria-haspopup="dialog"
      aria-label={t('keys.title')}
      title={`${t('keys.title')} (?)`}
      onClick={onOpen}
    >
      <Icon name="keyboard" />
    </button>
  );
}

export function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t, language } = useTranslation();
  const rtl = directionOf(language) === 'rtl';
  const nameOf = (key: Key) => (key.startsWith('key.') ? t(key as TextKey) : key);
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      {(close) => (
        <>
          <dl class="keys">
            {(rtl ? sheet('→', '←') : sheet('←', '→')).map(([ways, does]) => (
              <div key={does}>
                <dt>
                  {ways.map((way) => (
                    <bdi key={way.join()} dir="ltr">
                      {way.map((key, at) => (
                        <>
                          {at > 0 && ' + '}
                          <kbd>{nameOf(key)}</kbd>
                        </>
                      ))}
                    </bdi>
                  ))}
                </dt>
                <dd>{t(does)}</dd>
              </div>
            ))}
          </dl>
          <div class="dialog-actions">
            <button type="button" class="button button-primary" onClick={close}>
              {t('keys.close')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
