/** The way from page to page, by links and by keys. */
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../text/Language';
import { PagesNav } from './PagesNav';
import { letterOf, pageKeys } from './pageKeys';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

type Props = Parameters<typeof PagesNav>[0];
const html = (props: Props) =>
  render(
    <LanguageProvider>
      <PagesNav {...props} />
    </LanguageProvider>,
  );

test('there are the conversations and four pages, and the one that is shown is marked', () => {
  const page = html({ page: 'usage', health: null });
  expect([...page.matchAll(/href="(#[^"]*)"/g)].map(([, to]) => to)).toEqual([
    '#/',
    '#/health',
    '#/usage',
    '#/people',
    '#/settings',
  ]);
  expect(page.match(/aria-current="page"/g)).toHaveLength(1);
  expect(page).toMatch(/data-testid="open-usage" aria-current="page"/);
  expect(html({ page: null, health: null })).toMatch(/data-testid="open-inbox" aria-current="page"/);
});

test('that something is wrong is said in words', () => {
  expect(html({ page: null, health: { status: 'degraded' } })).toContain('title="Health: something is wrong"');
  expect(html({ page: null, health: { status: 'ok' } })).toContain('title="Health"');
});

describe('G and a letter', () => {
  test.each([
    ['i', '#/'],
    ['h', '#/health'],
    ['u', '#/usage'],
    ['p', '#/people'],
    ['s', '#/settings'],
    ['x', null],
    ['g', null],
  ])('%s goes to %s', (letter, address) => {
    const press = pageKeys();
    expect(press('g', 0)).toBeNull();
    expect(press(letter, 900)).toBe(address);
  });

  test('only one after the other, and soon', () => {
    const press = pageKeys();
    expect(press('s', 0), 'without G').toBeNull();
    press('g', 1_000);
    expect(press('s', 2_501), 'too late').toBeNull();
    press('g', 3_000);
    press(null, 3_100);
    expect(press('s', 3_200), 'something between').toBeNull();
    press('g', 4_000);
    press('s', 4_100);
    expect(press('h', 4_200), 'once').toBeNull();
    press('g', 5_000);
    press('g', 6_000);
    expect(press('h', 7_000), 'G again').toBe('#/health');
  });

  const pressed = {
    key: 'g',
    code: 'KeyG',
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 71,
    target: null,
  };
  const field = { matches: () => true } as unknown as HTMLElement;

  test.each([
    ['a letter', {}, 'g'],
    ['a capital', { key: 'G' }, 'g'],
    ['the same place of an Arabic keyboard', { key: 'ل' }, 'g'],
    ['two letters of one Arabic key', { key: 'لا', code: 'KeyB' }, 'b'],
    ['a letter that is elsewhere here', { key: 's', code: 'KeyO' }, 's'],
    ['with Control', { ctrlKey: true }, null],
    ['with Alt', { altKey: true }, null],
    ['in a field', { target: field }, null],
    ['of an input method', { keyCode: 229 }, null],
    ['an arrow', { key: 'ArrowUp', code: 'ArrowUp' }, null],
    ['a digit', { key: '1', code: 'Digit1' }, null],
  ])('%s: %s', (_, part, letter) => expect(letterOf({ ...pressed, ...part })).toBe(letter));
});
