/** How a page beside the conversations begins. */
import { render } from 'preact-render-to-string';
import { beforeEach, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../text/Language';
import type { BusinessNumber } from './numbers';
import { PageHeader } from './PageHeader';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const NUMBERS: readonly BusinessNumber[] = [
  { phoneId: '1', name: '+33 4 78 11 11 11' },
  { phoneId: '2', name: '+33 4 78 22 22 22' },
];

const html = (numbers: readonly BusinessNumber[], phoneId: string | null = null) =>
  render(
    <LanguageProvider>
      <PageHeader name="usage" phoneId={phoneId} numbers={numbers} onClose={() => undefined}>
        <p>below</p>
      </PageHeader>
    </LanguageProvider>,
  );

test('a page has the way back, its title and what stands below', () => {
  const page = html([]);
  expect(page).toMatch(/aria-label="Back to the list".*<h1 tabindex="-1" dir="auto">Usage<\/h1><p>below<\/p>/);
  expect(page).not.toContain('<select');
});

test('with several numbers the first is shown unless another one is open', () => {
  expect(html(NUMBERS)).toMatch(/<option selected value="1" dir="auto">\+33 4 78 11/);
  expect(html(NUMBERS, '2')).toMatch(/<option selected value="2" dir="auto">\+33 4 78 22/);
});
