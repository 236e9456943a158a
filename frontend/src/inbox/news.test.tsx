/** What a screen reader is told, and the sheet of the keys. */
import { render } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { conversation } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import { translate, translateCount } from '../text/translate';
import { KeysSheet } from './Keys';
import { newsText } from './News';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  vi.stubGlobal('localStorage', { getItem: () => null });
});

const texts = {
  t: (key: Parameters<typeof translate>[1], values?: Parameters<typeof translate>[2]) => translate('en', key, values),
  count: (key: Parameters<typeof translateCount>[1], count: number) => translateCount('en', key, count),
};
const awa = conversation('a', { name: 'Awa', unread: 2 });
const louis = conversation('b', { name: 'Louis', unread: 1 });

test('one conversation is named, several are counted', () => {
  expect(newsText([awa], null, texts)).toBe('New message: Awa');
  expect(newsText([awa, louis], null, texts)).toBe('New messages in 2 conversations');
});

test('the open conversation tells its own messages', () => {
  expect(newsText([awa], 'a', texts)).toBeNull();
  expect(newsText([awa, louis], 'a', texts)).toBe('New message: Louis');
});

test('nothing is said of a list that was loaded, nor of what holds no unread message', () => {
  expect(newsText([], null, texts)).toBeNull();
  expect(newsText([conversation('c', { unread: 0 })], null, texts)).toBeNull();
});

test('the sheet names each key and what it does', () => {
  const html = render(
    <LanguageProvider>
      <KeysSheet onClose={() => undefined} />
    </LanguageProvider>,
  );
  expect(html).toContain('<kbd>?</kbd>');
  expect(html).toContain('<kbd>Shift</kbd> + <kbd>Enter</kbd></bdi></dt><dd>Begin a new line</dd>');
});
