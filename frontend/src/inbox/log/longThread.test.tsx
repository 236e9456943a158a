/** A long thread in the page. */
import { render } from 'preact-render-to-string';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { at, message, NO_ACTIONS, NO_NOTE_ACTIONS } from '../../../dev/samples.ts';
import { LanguageProvider } from '../../text/Language';
import type { Message } from '../contract';
import { MessageLog } from '../MessageLog';
import type { PendingMessage } from '../pending';
import type { ThreadMessages } from '../useThread';

beforeEach(() => vi.stubGlobal('navigator', { languages: ['en'] }));
afterEach(() => vi.unstubAllGlobals());

function shown(messages: Message[], unread = 0, pending: PendingMessage[] = [], actions = NO_ACTIONS): string {
  const thread = { messages, more: false, loadingOlder: false, problem: null } as unknown as ThreadMessages;
  return render(
    <LanguageProvider>
      <MessageLog
        customer="Awa"
        unread={unread}
        inGroup={false}
        thread={thread}
        pending={pending}
        notes={[]}
        noteActions={NO_NOTE_ACTIONS}
        answering={false}
        now={Date.now()}
        actions={actions}
      />
    </LanguageProvider>,
  );
}

const inPage = (html: string) =>
  [...html.matchAll(/data-testid="message"[^>]*data-id="(\d+)"/g)].map(([, id]) => Number(id));
const received = (count: number) =>
  Array.from({ length: count }, (_, place) => message(String(place), { direction: 'inbound', sent_by: null }));

test('of many messages only the newest are in the page', () => {
  const ids = inPage(shown(received(5_000)));
  expect(ids.length).toBeLessThanOrEqual(140);
  expect(ids.at(-1)).toBe(4_999);
});

test('it opens at the first unread one, which “Unread” stands above', () => {
  const html = shown(received(1_000), 400);
  expect(html).toMatch(/data-testid="unread-mark"><span>Unread<\/span><\/li><li[^>]*data-id="600"/);
  expect(inPage(html)).toContain(600);
});

test('nothing stands there where everything is read', () => {
  expect(shown(received(3))).not.toContain('unread-mark');
});

test('the sender of a group is named once, and read out each time', () => {
  const html = shown([message('1'), message('2')]);
  expect(html.match(/class="sender"/g)).toHaveLength(1);
  expect(html.match(/class="sender sr-only"/g)).toHaveLength(1);
});

test('a message that is being sent again cannot be sent again meanwhile', () => {
  const failed = message('1', { status: 'failed' });
  const actions = { ...NO_ACTIONS, sendAgain: () => undefined };
  const again = {
    key: 'k',
    conversationId: 'c',
    type: 'text',
    content: '1',
    startedAt: at(1),
    known: new Set<string>(),
    repeats: '1',
    waits: true,
  };
  expect(shown([failed], 0, [], actions)).toContain('send-again');
  expect(shown([failed], 0, [again], actions)).not.toContain('send-again');
});
