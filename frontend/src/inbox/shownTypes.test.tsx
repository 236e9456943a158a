/** What a bubble shows of each kind of message. */
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FILE, message, NO_ACTIONS } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import { repeatOf } from './body';
import type { Media, Message } from './contract';
import { MessageBubble } from './MessageBubble';
import type { MessageActions } from './messageActions';
import { CallLine } from './parts/CallLine';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const inbound = { direction: 'inbound', sent_by: null, status: 'received', message_id: 'wamid.x' } as const;

function shown(part: Partial<Message>, actions: Partial<MessageActions> = {}, quoted: Message | null = null): string {
  return render(
    <LanguageProvider>
      <MessageBubble
        message={message('c.1.x', { ...inbound, ...part })}
        author={null}
        quoted={quoted}
        resent={false}
        actions={{ ...NO_ACTIONS, ...actions }}
      />
    </LanguageProvider>,
  );
}

const media = (part: Partial<Media> = {}): Media => ({ ...FILE, ...part });

describe('a file', () => {
  test('a photo is a button that opens it, with its caption as the text', () => {
    const bubble = shown({ type: 'image', content: '📷 Photo: the coat', media: media({ caption: 'the coat' }) });
    expect(bubble).toMatch(/<button[^>]*class="media-frame picture"[^>]*aria-label="Open: Photo, the coat"/);
    expect(bubble).toContain('<p class="content" dir="auto">the coat</p>');
    expect(bubble).not.toContain('📷');
  });

  test('a voice message has a player, with what was said', () => {
    const bubble = shown({ type: 'audio', media: media({ voice: true, transcript: 'Is it *open*?' }) });
    expect(bubble).toMatch(/role="group" aria-label="Voice message"/);
    expect(bubble).toMatch(/What was said:.*Is it \*open\*\?/s);
    expect(bubble).toContain('1×');
  });

  test('a PDF has a preview; another document is downloaded', () => {
    const pdf = shown({ type: 'document', media: media({ mime_type: 'application/pdf', filename: 'quote.pdf' }) });
    expect(pdf).toContain('data-testid="preview"');
    expect(pdf).toMatch(/quote\.pdf.*PDF · 2.KB/s);
    const large = media({ mime_type: 'application/pdf', size: 31 * 1024 * 1024 });
    expect(shown({ type: 'document', media: large })).not.toContain('data-testid="preview"');
    const page = shown({ type: 'document', media: media({ mime_type: 'text/html', filename: '<b>.html' }) });
    expect(page).not.toContain('data-testid="preview"');
    expect(page).toContain('<bdi>&lt;b>.html</bdi>');
    expect(page).not.toContain('<b>');
    expect(page).toContain('data-testid="download"');
  });

  test('one that is being fetched keeps its place', () => {
    expect(shown({ type: 'image', media: media({ state: 'fetching', size: null }) })).toMatch(
      /class="absent is-fetching media-frame"[^>]*data-state="fetching"/,
    );
  });

  test('one that could not be fetched says why, and is fetched again where that is possible', () => {
    const problem = {
      code: 'too_large' as const,
      text: 'It is larger than allowed.',
      advice: 'Ask for a smaller one.',
    };
    const failed = shown({ type: 'video', media: media({ state: 'failed', problem, can_fetch: true }) });
    expect(failed).toMatch(/It is larger than allowed\..*Ask for a smaller one\..*data-testid="fetch-again"/s);
    expect(shown({ type: 'video', media: media({ state: 'expired' }) })).not.toContain('fetch-again');
  });

  test('of a message that was deleted nothing is shown', () => {
    expect(shown({ type: 'image', media: media(), deleted_at: '2026-03-18T12:04:00Z' })).not.toContain('picture');
  });
});

test('an order is a table with its total', () => {
  const order = {
    catalog_id: '1',
    text: 'Wrapped, please',
    items: [{ product: 'mug', quantity: 2, price: 12.5, currency: 'EUR' }],
    total: 25,
  };
  const bubble = shown({ type: 'order', content: '🛒 Order: 2 × mug', order });
  expect(bubble).toMatch(/<caption>Order<\/caption>.*mug.*>2<.*€12\.50.*Total.*€25\.00/s);
  expect(bubble).toContain('<p class="content" dir="auto">Wrapped, please</p>');
  expect(bubble).not.toContain('🛒');
});

test('a form is fields, named once', () => {
  const form = { name: 'Appointment', fields: [{ label: 'Day', value: '<Monday>' }] };
  const bubble = shown({ type: 'interactive', content: '📝 Form filled in', form });
  expect(bubble).toMatch(/Form filled in: Appointment.*<dt dir="auto">Day<\/dt><dd dir="auto">&lt;Monday><\/dd>/s);
  expect(bubble).not.toContain('Choice');
});

test('buttons are shown as the customer sees them', () => {
  const interactive = {
    type: 'button' as const,
    body: { text: '*Which* day?' },
    action: { buttons: [{ type: 'reply' as const, reply: { id: '1', title: 'Monday' } }] },
  };
  const bubble = shown({ direction: 'outbound', sent_by: 'agent', type: 'interactive', content: 'x', interactive });
  expect(bubble).toMatch(/<strong>Which<\/strong> day\?.*class="offered".*Monday/s);
});

test('a picture above buttons is a picture, and the text stays', () => {
  const interactive = { type: 'button' as const, body: { text: 'Which?' } };
  const bubble = shown({ type: 'interactive', media: media({ mime_type: 'image/jpeg' }), interactive });
  expect(bubble).toMatch(/class="media-frame picture".*Which\?/s);
  const template = shown({ type: 'template', content: 'Ready', media: media({ mime_type: 'application/pdf' }) });
  expect(template).toMatch(/data-testid="preview".*Ready/s);
});

test('a quote goes to its message, also to one that is not loaded', () => {
  const quoted = message('c.1.a', { content: 'the blue one' });
  expect(shown({ reply_to: 'wamid.a' }, {}, quoted)).toMatch(/data-testid="quote"[^>]*>.*the blue one/s);
  expect(shown({ reply_to: 'wamid.a' })).toMatch(/data-testid="quote"[^>]*>.*An older message/s);
  expect(shown({})).not.toContain('data-testid="quote"');
});

test('reacting and answering are offered where something can be sent', () => {
  const able = { reply: () => undefined, react: () => undefined };
  expect(shown({ content: 'Is it open?' }, able)).toContain('aria-label="React or answer: Is it open?"');
  const long = 'the blue one '.repeat(9);
  expect(shown({ content: long }, able)).toContain(
    'aria-label="React or answer: the blue one the blue one the blue one t…"',
  );
  expect(shown({ direction: 'outbound', sent_by: 'agent' }, able)).toContain('aria-label="Answer: c.1.x"');
  expect(shown({})).not.toContain('message-tools');
  expect(shown({ message_id: null }, able)).not.toContain('message-tools');
  expect(shown({ deleted_at: '2026-03-18T12:04:00Z' }, able)).not.toContain('message-tools');
});

test('a call is a line', () => {
  const call = { direction: 'inbound', status: 'missed', at: '2026-03-18T12:00:00Z' } as const;
  const line = render(
    <LanguageProvider>
      <CallLine message={message('c.1.x', { ...inbound, type: 'call', content: '📞 Missed call', call })} />
    </LanguageProvider>,
  );
  expect(line).toMatch(/class="call is-missed".*📞 Missed call.*12:00/s);
  expect(line).not.toContain('<svg');
});

test('what failed is repeated as what it was', () => {
  const again = (part: Partial<Message>) => repeatOf(message('c.1.x', part));
  expect(again({ content: 'hello' })).toEqual({ message: 'hello', resend_of: 'c.1.x' });
  expect(again({ type: 'image', media: media({ id: 'u1', caption: 'the coat' }) })).toEqual({
    media: { id: 'u1', as: 'image', caption: 'the coat' },
    resend_of: 'c.1.x',
  });
  const location = { latitude: 1, longitude: 2, name: null, address: null };
  expect(again({ type: 'location', location })).toEqual({
    location: { latitude: 1, longitude: 2 },
    resend_of: 'c.1.x',
  });
  const reaction = { message_id: 'wamid.a', emoji: null };
  expect(again({ type: 'reaction', reaction })).toEqual({
    reaction: { message_id: 'wamid.a', emoji: '' },
    resend_of: 'c.1.x',
  });
  expect(again({ type: 'contacts', content: '👤 Contact' })).toEqual({ resend_of: 'c.1.x' });
  expect(again({ type: 'template', content: 'Hello' })).toBeNull();
  expect(again({ ...inbound, content: 'hello' })).toBeNull();
});
