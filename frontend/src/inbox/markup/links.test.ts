import { describe, expect, test } from 'vitest';
import { inlineOf } from './inline';
import { linkAt } from './links';

describe('an address', () => {
  test.each([
    ['https://shop.example/x', 'https://shop.example/x'],
    ['http://shop.example', 'http://shop.example/'],
    ['HTTPS://Shop.example/X', 'https://shop.example/X'],
    ['https://a.example/x.', 'https://a.example/x'],
    ['https://a.example/x?!…', 'https://a.example/x'],
    ['https://a.example/?q=1&b=2,', 'https://a.example/?q=1&b=2'],
    ['https://a.example/x)', 'https://a.example/x'],
    ['https://a.example/Chat_(animal)', 'https://a.example/Chat_(animal)'],
    ['https://a.example/Chat_(animal)).', 'https://a.example/Chat_(animal)'],
    ['https://a.example/[x]]', 'https://a.example/[x]'],
    ['https://a.example/x"y', 'https://a.example/x'],
    ['https://a.example/é', 'https://a.example/%C3%A9'],
    ['https://192.0.2.1:8080/x', 'https://192.0.2.1:8080/x'],
  ])('%s leads to %s', (written, href) => expect(linkAt(written, 0)?.href).toBe(href));

  test.each([
    'https://',
    'https:// a',
    'https://.',
    'https://[',
    'http://:80',
    'javascript:alert(1)',
    'ftp://a.example',
    'https:a',
    `https://a.example/${'x'.repeat(3_000)}`,
  ])('%s is text', (written) => expect(linkAt(written, 0)).toBeNull());
});

test('who is named before the host is shown', () => {
  expect(linkAt('https://bank.example@evil.example/', 0)?.text).toBe('https://bank.example@evil.example/');
});

test('characters that turn the writing around are shown by their codes', () => {
  const link = linkAt('https://a.example/\u202egpj.exe', 0);
  expect(link).toEqual({
    href: 'https://a.example/%E2%80%AEgpj.exe',
    text: 'https://a.example/%E2%80%AEgpj.exe',
    length: 'https://a.example/\u202egpj.exe'.length,
  });
});

test.each(['\u202e', '\u200b', '\u00ad'])('with %j in its host it is text', (char) => {
  expect(linkAt(`https://a${char}b.example/`, 0)).toBeNull();
});

test('an address begins at a word’s border', () => {
  expect(inlineOf('xhttps://a.example')).toEqual(['xhttps://a.example']);
  expect(inlineOf('(https://a.example)')).toMatchObject(['(', { link: { href: 'https://a.example/' } }, ')']);
});
