/** What stands in the place of a file that cannot be shown. */
import { render } from 'preact-render-to-string';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FILE, NO_ACTIONS } from '../../../dev/samples.ts';
import { LanguageProvider } from '../../text/Language';
import { NotLoaded } from './NotLoaded';

beforeEach(() => vi.stubGlobal('navigator', { languages: ['en'] }));
afterEach(() => vi.unstubAllGlobals());

function shown(failed: 'link' | 'file'): string {
  return render(
    <LanguageProvider>
      <NotLoaded name="Photo" media={FILE} links={NO_ACTIONS.files.links} link={{ failed, retry: () => undefined }} />
    </LanguageProvider>,
  );
}

test('one whose link was not given is tried again', () => {
  expect(shown('link')).toMatch(/Photo<\/strong> cannot be shown here just now\..*Try again/s);
  expect(shown('link')).not.toContain('Download');
});

test('one that is no picture says so, and is downloaded', () => {
  expect(shown('file')).toMatch(/the file is damaged.*data-testid="download".*Download/s);
  expect(shown('file')).not.toContain('Try again');
});
