import { expect, test } from 'vitest';
import { mustReturn } from './useSending';

const template = { template: { name: 'order', language: 'fr', components: [] } };

test.each([
  ['a text that did not go out', { message: 'a' }, false, true],
  ['a text that WhatsApp refused: the thread shows it with “send again”', { message: 'a' }, true, false],
  ['a text that was sent again: the thread shows the first one', { message: 'a', resend_of: '1' }, false, false],
  ['a file that did not go out: it never left the composer', { media: { id: 'u' } }, false, false],
  ['a template that did not go out', template, false, true],
  ['a template that WhatsApp refused: the thread has no “send again” for it', template, true, true],
])('%s: returns to the composer %#', (_, outgoing, refused, returns) => {
  expect(mustReturn(outgoing, refused)).toBe(returns);
});
