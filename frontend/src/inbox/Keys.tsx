/** The sheet of the keys. `?` opens it outside of a field, and so does its button. */
import { useEffect, useState } from 'preact/hooks';
import { useTranslation } from '../text/Language';
import { directionOf } from '../text/languages';
import type { TextKey } from '../text/translate';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { isHelpKey } from '../ui/keys';

/** A key by its sign, or by the text that names it. */
type Key = '?' | '/' | 'Alt' | 'T' | '↑' | '↓' | '←' | '→' | '+' | '-' | (TextKey & `key.${string}`);

/** Ways to do it. The keys of one way are held together. */
const sheet = (back: Key, on: Key): readonly [ways: readonly (readonly Key[])[], does: TextKey][] => [
  [[['?']], 'keys.help'],
  [[['key.tab'], ['key.shift', 'key.tab']], 'keys.controls'],
  [[['↑'], ['↓']], 'keys.list'],
  [[['key.enter']], 'keys.enter'],
  [[['key.escape']], 'keys.escape'],
  [[['key.enter']], 'keys.send'],
  [[['key.shift', 'key.enter']], 'keys.line'],
  [[['/']], 'keys.replies'],
  [[['Alt', 'T']], 'keys.takeover'],
  [[[back], [on]], 'keys.photos'],
  [[['+'], ['-']], 'keys.zoom'],
];

export function KeysButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isHelpKey(event) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        class="button button-quiet keys-open"
        data-testid="open-keys"
        aria-haspopup="dialog"
        aria-label={t('keys.title')}
        title={`${t('keys.title')} (?)`}
        onClick={() => setOpen(true)}
      >
        <Icon name="keyboard" />
      </button>
      {open && <KeysSheet onClose={() => setOpen(false)} />}
    </>
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
