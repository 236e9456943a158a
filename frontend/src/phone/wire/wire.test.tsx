/** The drawer of the wire: what it keeps, what it says of a call, and what it saves. */
import { render } from 'preact-render-to-string';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LanguageProvider } from '../../text/Language';
import type { WireCall } from '../contract';
import { checkOf, fixtureOf, isBad, NOTHING_YET, readable, withPage } from './calls';
import { Calls, Note } from './Wire';

beforeEach(() => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  return () => vi.unstubAllGlobals();
});

const body = (text: string, bytes = new TextEncoder().encode(text).length) => ({ text, bytes });
const call = (number: number, part: Partial<WireCall> = {}): WireCall => ({
  number,
  side: 'graph',
  method: 'POST',
  path: '/v25.0/1/messages',
  at: '2026-11-28T12:00:00Z',
  took_ms: 1234,
  attempt: 1,
  status: 200,
  signature: null,
  admitted: true,
  request: body('{"to":"33"}'),
  response: body('{}'),
  ...part,
});

describe('pages', () => {
  const numbers = (calls: readonly WireCall[]) => calls.map(({ number }) => number);
  const first = withPage(NOTHING_YET, { calls: [call(0), call(1)], next: 2 });

  test('follow on each other, and a call is kept once', () => {
    expect(numbers(withPage(first, { calls: [call(1), call(2)], next: 3 }).calls)).toEqual([0, 1, 2]);
    expect(withPage(first, { calls: [], next: 2 }), 'nothing new is no change').toBe(first);
  });

  test('begin again after a restart', () => {
    expect(withPage(first, { calls: [call(0)], next: 1 })).toEqual({ calls: [call(0)], next: 1 });
  });

  test('are kept as long as the server keeps them', () => {
    const many = Array.from({ length: 600 }, (_, number) => call(number));
    const { calls } = withPage(NOTHING_YET, { calls: many, next: 600 });
    expect([calls.length, calls[0]?.number]).toEqual([500, 100]);
  });
});

test.each([
  [{ side: 'webhook', signature: 'sha256=1', admitted: true }, 'signed'],
  [{ side: 'webhook', signature: null, admitted: true }, 'unsigned'],
  [{ side: 'webhook', signature: 'sha256=1', admitted: false }, 'signatureRefused'],
  [{ side: 'webhook', signature: 'sha256=1', admitted: null }, 'unanswered'],
  [{ side: 'graph', signature: null, admitted: true }, 'token'],
  [{ side: 'model', signature: null, admitted: false }, 'tokenRefused'],
] as const)('%j: %s', (of, check) => expect(checkOf(of)).toBe(check));

test('what failed is marked', () => {
  expect(isBad({ status: 200, admitted: true })).toBe(false);
  expect(isBad({ status: 400, admitted: true })).toBe(true);
  expect(isBad({ status: null, admitted: null })).toBe(true);
});

test('JSON is laid out, and anything else stays', () => {
  expect(readable('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(readable('{"a":')).toBe('{"a":');
});

test('a fixture has JSON where the whole of it is there', () => {
  const saved = JSON.parse(
    fixtureOf([call(3, { response: body('{"cut":', 90_000) }), call(4, { response: body('') })]),
  );
  expect(saved.calls[0]).toMatchObject({
    number: 3,
    side: 'graph',
    request: { to: '33' },
    response: { text: '{"cut":', bytes: 90_000 },
  });
  expect(saved.calls[1].response).toBeNull();
});

const html = (shown: Parameters<typeof LanguageProvider>[0]['children']) =>
  render(<LanguageProvider>{shown}</LanguageProvider>);

describe('a call', () => {
  test('stands with its answer, its time and its check, the newest first', () => {
    const page = html(<Calls calls={[call(0, { path: '/old' }), call(1, { path: '/new' })]} />);
    expect(page.indexOf('/new')).toBeLessThan(page.indexOf('/old'));
    expect(page).toMatch(/POST \/new<\/code><span class="wire-status">200<\/span><span>1,234 ms<\/span>/);
    expect(page).toContain('token taken');
    expect(page).not.toContain('attempt');
    expect(page).toContain('{\n  &quot;to&quot;: &quot;33&quot;\n}');
  });

  test('that was repeated, refused, cut or not answered says so', () => {
    const webhook = { side: 'webhook', signature: 'sha256=5e', attempt: 2, status: 401, admitted: false } as const;
    const page = html(
      <Calls calls={[call(0, { ...webhook, request: body('{"a', 70_000), response: body('', 12) })]} />,
    );
    expect(page).toContain('class="wire-call is-bad"');
    expect(page).toContain('attempt 2');
    expect(page).toContain('signature refused');
    expect(page).toContain('sha256=5e');
    expect(page).toContain('70,000 bytes');
    expect(page).toContain('Only its beginning is kept.');
    expect(page).toContain('It is no text, or was not kept.');
    expect(html(<Calls calls={[call(0, { status: null, admitted: null })]} />)).toMatch(/no answer.*nothing checked/);
  });

  test('is text, whatever it holds', () => {
    expect(html(<Calls calls={[call(0, { request: body('<img src=x>') })]} />)).not.toContain('<img');
  });
});

test('where there is nothing, it says why', () => {
  expect(html(<Note state="live" empty />)).toContain('Nothing went over the wire yet');
  expect(html(<Note state="missing" empty />)).toContain('does not keep');
  expect(html(<Note state="lost" empty={false} />)).toContain('Trying again');
  expect(html(<Note state="live" empty={false} />)).toMatch(/role="status"><\/p>/);
});
