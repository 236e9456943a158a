/** What a bubble shows of a message that was edited, deleted, taken back, or of whose end nothing is known. */
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { at, FILE, message, NO_ACTIONS } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import { TOO_LATE } from './Cancel';
import type { Message, MessageVersion } from './contract';
import { MessageBubble } from './MessageBubble';
import type { MessageActions } from './messageActions';
import { dialledAs } from './parts/Cards';
import { VersionList } from './Versions';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

function shown(part: Partial<Message>, actions: Partial<MessageActions> = {}, resent = false): string {
  return render(
    <LanguageProvider>
      <MessageBubble
        message={message('c.1.x', part)}
        author={null}
        quoted={null}
        resent={resent}
        actions={{ ...NO_ACTIONS, ...actions }}
      />
    </LanguageProvider>,
  );
}

const inbound = { direction: 'inbound', sent_by: null, status: 'received' } as const;

describe('of unknown outcome', () => {
  const sendAgain = () => undefined;

  test('it says so, and can be sent again', () => {
    const bubble = shown({ status: 'unknown' }, { sendAgain });
    expect(bubble).toContain('ticks-unknown');
    expect(bubble).toMatch(/It is not known whether this was sent\..*may say it twice/s);
    expect(bubble).not.toContain('Not sent.');
    expect(bubble).toContain('data-testid="send-again"');
  });

  test('not twice, and not while only templates can be sent', () => {
    expect(shown({ status: 'unknown' }, { sendAgain }, true)).not.toContain('send-again');
    expect(shown({ status: 'unknown' })).not.toContain('send-again');
  });

  test('a later status leaves nothing of it', () => {
    expect(shown({ status: 'delivered' }, { sendAgain })).not.toContain('data-testid="outcome"');
  });
});

describe('deleted', () => {
  const deleted = { ...inbound, content: '', deleted_at: at(4) };

  test('it says so, and offers what it said', () => {
    const bubble = shown(deleted);
    expect(bubble).toContain('Message deleted');
    expect(bubble).toMatch(/data-testid="versions"[^>]*>Show what it said</);
  });

  test('nothing of its card or its place is shown', () => {
    const card = { contacts: [{ name: 'Juan', company: null, phones: ['+34600980501'] }] };
    const bubble = shown({ ...deleted, ...card, type: 'contacts' });
    expect(bubble).not.toContain('600');
  });
});

test('an edited message says so, shows its text and offers what it said before', () => {
  const bubble = shown({ ...inbound, content: 'two, not three', edited_at: at(4) });
  expect(bubble).toMatch(/two, not three.*>edited<.*Show what it said before/s);
});

test('a message as it was first has neither', () => {
  for (const part of [{}, { deleted_at: null, edited_at: null, cancellable: false }]) {
    expect(shown({ ...inbound, ...part })).not.toMatch(/versions|edited|deleted|data-testid="cancel"/);
  }
});

test('what it said before, with its marks, oldest first', () => {
  const versions = [
    { content: '*three*', type: 'text', until: at(1) },
    { content: 'four', type: 'text', until: at(2) },
  ];
  const list = (of: readonly MessageVersion[], part: Partial<Message> = { edited_at: at(2) }) =>
    render(
      <LanguageProvider>
        <VersionList message={message('c.1.x', { ...inbound, ...part })} versions={of} actions={NO_ACTIONS} />
      </LanguageProvider>,
    );
  expect(list(versions)).toMatch(/:01.*<strong>three<\/strong>.*:02.*four/s);
  expect(list([])).toContain('no longer stored');
  const photo = [
    { content: '📷 Photo: the vase', type: 'image', until: at(3), media: { ...FILE, caption: 'the vase' } },
  ];
  expect(list(photo, { type: 'image', deleted_at: at(3) })).toMatch(/class="media-frame picture".*Photo: the vase/s);
  expect(list(photo, { type: 'image', edited_at: at(3) })).not.toContain('picture');
});

test('one that waits to be sent can be taken back', () => {
  expect(shown({ status: 'pending', cancellable: true })).toMatch(/data-testid="cancel"[^>]*>Cancel sending/);
  expect(Object.keys(TOO_LATE)).toEqual(['already_sent', 'being_sent']);
});

test('a card shows each of its numbers once, to copy or to call', () => {
  const contacts = [
    { name: 'Juan Test', company: null, phones: ['+34 600 98 05 01', '+34 600 98 05 01', '+34600980502'] },
    { name: 'Nobody', company: null, phones: [] },
  ];
  const bubble = shown({ ...inbound, type: 'contacts', content: 'Contact', contacts });
  expect([...bubble.matchAll(/href="tel:([^"]*)"/g)].map((found) => found[1])).toEqual([
    '+34600980501',
    '+34600980502',
  ]);
  expect(bubble).toContain('<strong>Nobody</strong>');
  expect(bubble).toContain('href="#/c/%2B34600980501"');
});

test.each([
  ['+33 6 39 98 00 01', '+33639980001'],
  ['(0)4 78 00', '047800'],
  ['112', '112'],
  ['call me', null],
  ['+1;ext=5', null],
  ['1-800-FLOWERS', null],
  ['1'.repeat(30), null],
  ['', null],
])('a card’s number %j is dialled as %j', (number, dialled) => expect(dialledAs(number)).toBe(dialled));

test('a place shows where it is, with a map', () => {
  const location = { latitude: 45.75, longitude: -4.85, name: 'Atelier', address: null };
  const bubble = shown({ ...inbound, type: 'location', content: 'Location: Atelier', location });
  expect(bubble).toMatch(/45\.75, -4\.85.*openstreetmap\.org\/\?mlat=45\.75&amp;mlon=-4\.85#map=17\/45\.75\/-4\.85"/s);
  expect(shown({ ...inbound, location: { ...location, latitude: null } })).not.toContain('data-testid="place"');
});

test('marks and addresses are shown, tags are text', () => {
  const bubble = shown({ ...inbound, content: 'Voir https://shop.example/x *gras* <img src=x>' });
  expect(bubble).toMatch(/<a [^>]*href="https:\/\/shop\.example\/x"[^>]*>/);
  expect(bubble).toMatch(/<a [^>]*rel="noopener noreferrer nofollow"/);
  expect(bubble).toContain('<strong>gras</strong> &lt;img src=x>');
});
