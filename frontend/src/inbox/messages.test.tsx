/** What stands in the place of the messages. */
import { render } from 'preact-render-to-string';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { at, NO_ACTIONS, NO_NOTE_ACTIONS } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import { Messages } from './Messages';
import { Problem } from './problem';
import type { InboxData } from './useInboxData';
import type { ThreadMessages } from './useThread';

beforeEach(() => vi.stubGlobal('navigator', { languages: ['en'] }));
afterEach(() => vi.unstubAllGlobals());

function shown(thread: Partial<ThreadMessages>, type = 'text'): string {
  const item = {
    key: 'k',
    conversationId: 'c',
    type,
    content: 'Is it open?',
    startedAt: at(0),
    known: new Set<string>(),
    repeats: null,
    waits: false,
  };
  const data = { conversation: null, thread: { messages: [], problem: null, ...thread } } as unknown as InboxData;
  const { files, ...actions } = NO_ACTIONS;
  return render(
    <LanguageProvider>
      <Messages
        data={data}
        now={Date.parse(at(1))}
        pending={[item]}
        notes={[]}
        noteActions={NO_NOTE_ACTIONS}
        links={files.links}
        actions={{ ...actions, fetchAgain: files.fetchAgain }}
      />
    </LanguageProvider>,
  );
}

test('a text that is being sent is shown, also where the messages before it could not be loaded', () => {
  const problem = new Problem(503, 'unavailable', 'The server is starting.', null);
  expect(shown({ phase: 'failed', problem })).toMatch(/is starting.*is-pending.*Is it open\?/s);
  expect(shown({ phase: 'loading' })).toMatch(/Loading….*is-pending.*Is it open\?/s);
  expect(shown({ phase: 'loading' }, 'reaction')).not.toContain('is-pending');
});
