import { render } from 'preact-render-to-string';
import { afterEach, expect, test, vi } from 'vitest';
import { contentOf, inLanguage } from '../../dev/content.ts';
import { message, NO_ACTIONS } from '../../dev/samples.ts';
import { LanguageProvider } from '../text/Language';
import type { Message } from './contract';
import { MessageBubble } from './MessageBubble';

afterEach(() => vi.unstubAllGlobals());

/** The paragraphs of a bubble above the line with the time. */
function shown(part: Partial<Message>, language: string): string[] {
  vi.stubGlobal('navigator', { languages: [language] });
  const sample = message('c.1.x', { direction: 'inbound', sent_by: null, status: 'received', ...part });
  const html = render(
    <LanguageProvider>
      <MessageBubble message={sample} author={null} quoted={null} resent={false} actions={NO_ACTIONS} />
    </LanguageProvider>,
  );
  const paragraphs = [...html.matchAll(/<p class="(\w+)"[^>]*>([^<]*)/g)];
  return paragraphs.filter(([, name]) => name !== 'meta').map(([, , text]) => text ?? '');
}

test.each([
  ['text', 'Bonjour'],
  ['image', contentOf('image')],
  ['image', contentOf('image', 'the coat')],
  ['video', contentOf('video')],
  ['audio', contentOf('voice')],
  ['audio', contentOf('audio')],
  ['voice', contentOf('voice')],
  ['document', contentOf('document', 'quote.pdf')],
  ['sticker', contentOf('sticker')],
  ['location', contentOf('location', 'Lyon')],
  ['contacts', contentOf('contacts', 'Noé')],
  ['reaction', contentOf('reaction', '👍')],
  ['reaction', contentOf('reactionRemoved')],
  ['button', contentOf('choice')],
  ['interactive', contentOf('form')],
  ['order', contentOf('order', '2 × mug')],
  ['unsupported', contentOf('unsupported')],
  ['hologram', contentOf('unknown')],
])('%s: the server’s words “%s” are all that is printed', (type, content) => {
  for (const language of ['en', 'fr']) {
    const words = inLanguage(content, language);
    expect(shown({ type, content: words }, language)).toEqual([words]);
  }
});

test.each([
  ['button', 'Yes, please', 'Choice', 'Choix'],
  ['interactive', 'Tuesday', 'Choice', 'Choix'],
  ['template', 'Your order is ready', 'Template', 'Modèle'],
])('%s: the content is a bare text, so the page names the type', (type, content, en, fr) => {
  expect(shown({ type, content }, 'en')).toEqual([en, content]);
  expect(shown({ type, content }, 'fr')).toEqual([fr, content]);
});
