import { describe, expect, test } from 'vitest';
import { type Block, blocksOf } from './blocks';
import { type Inline, inlineOf } from './inline';

/** `*a*` as `<b>a</b>`, so that a line of the table shows what is marked. */
function written(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('code' in part) return `<code>${part.code}</code>`;
      if ('link' in part) return `<a>${part.link.text}</a>`;
      const name = { bold: 'b', italic: 'i', struck: 's' }[part.mark];
      return `<${name}>${written(part.of)}</${name}>`;
    })
    .join('');
}

function outline(block: Block): string {
  if (block.kind === 'code') return `code: ${block.text}`;
  if (block.kind === 'bullets') return `bullets: ${block.items.map(written).join(' | ')}`;
  if (block.kind === 'numbers')
    return `numbers: ${block.items.map((each) => `${each.value} ${written(each.of)}`).join(' | ')}`;
  return `${block.kind}: ${written(block.of)}`;
}

describe('marks in a line', () => {
  test.each([
    ['*bold*', '<b>bold</b>'],
    ['_italic_', '<i>italic</i>'],
    ['~struck~', '<s>struck</s>'],
    ['`code`', '<code>code</code>'],
    ['```code```', '<code>code</code>'],
    ['a *b c* d', 'a <b>b c</b> d'],
    ['(*b*), «_i_»!', '(<b>b</b>), «<i>i</i>»!'],
    ['*_~all~_*', '<b><i><s>all</s></i></b>'],
    ['*gras* et *gras*', '<b>gras</b> et <b>gras</b>'],
    ['😀*é*😀', '😀<b>é</b>😀'],
    ['*שלום*, 12 €', '<b>שלום</b>, 12 €'],
    // Not at a word's border, or not touching the word.
    ['2*3*4', '2*3*4'],
    ['snake_case_name', 'snake_case_name'],
    ['é*b*', 'é*b*'],
    ['𝒜*b*𝒜', '𝒜*b*𝒜'],
    ['a * b * c', 'a * b * c'],
    ['*a *', '*a *'],
    ['* a*', '* a*'],
    // Without a partner, or without content.
    ['*', '*'],
    ['**', '**'],
    ['****', '****'],
    ['`` ` ``', '`` ` ``'],
    ['*a', '*a'],
    ['a*', 'a*'],
    ['**b**', '*<b>b</b>*'],
    // A mark inside that was not closed is a character.
    ['*a _b*', '<b>a _b</b>'],
    ['*a _b* c_', '<b>a _b</b> c_'],
    ['_a *b', '_a *b'],
    // Nothing inside of code or of an address.
    ['`*a*`', '<code>*a*</code>'],
    ['*`a*`*', '<b><code>a*</code></b>'],
    ['```*a* `b` https://a.example```', '<code>*a* `b` https://a.example</code>'],
    ['https://a.example/_b_', '<a>https://a.example/_b</a>_'],
    ['*https://a.example*', '<b><a>https://a.example</a></b>'],
    ['_voir https://a.example/x_y_z_', '<i>voir <a>https://a.example/x_y_z</a></i>'],
    ['<b>a</b>', '<b>a</b>'],
  ])('%s', (line, expected) => expect(written(inlineOf(line))).toBe(expected));
});

describe('blocks', () => {
  test.each([
    ['a\nb', ['text: a\nb']],
    ['a\n\nb', ['text: a\n\nb']],
    ['*a\nb*', ['text: *a\nb*']],
    ['- a\n- *b*', ['bullets: a | <b>b</b>']],
    ['* a\n- b', ['bullets: a | b']],
    ['1. a\n2. b\n7. c', ['numbers: 1 a | 2 b | 7 c']],
    ['Bonjour\n- a\nMerci', ['text: Bonjour', 'bullets: a', 'text: Merci']],
    ['> a\n> _b_\nc', ['quote: a\n<i>b</i>', 'text: c']],
    ['-a', ['text: -a']],
    ['>a', ['text: >a']],
    ['1.a', ['text: 1.a']],
    ['1) a', ['text: 1) a']],
    ['- ', ['text: - ']],
    ['12345678901. a', ['text: 12345678901. a']],
    ['```a\n*b*```', ['code: a\n*b*']],
    ['x\n```\na\nb\n```\ny', ['text: x', 'code: a\nb', 'text: y']],
    ['x ```a``` y', ['text: x <code>a</code> y']],
    ['```a```\n```b\nc```', ['text: <code>a</code>', 'code: b\nc']],
    ['```a\nb', ['text: ```a\nb']],
    ['```\n```', ['text: ```\n```']],
    ['', []],
  ] as [string, string[]][])('%j', (content, expected) => expect(blocksOf(content).map(outline)).toEqual(expected));
});

/** A fixed sequence of numbers below 1: every run tests the same. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PIECES = [
  '*',
  '_',
  '~',
  '`',
  '```',
  'a',
  'é',
  '😀',
  'ש',
  ' ',
  '\n',
  '- ',
  '1. ',
  '> ',
  '(',
  ')',
  '.',
  'https://a.example/x',
  'javascript:',
  '<b>',
  '\u202e',
];

function* messages(count: number): Generator<string> {
  const next = sequence(13);
  for (let each = 0; each < count; each += 1) {
    const length = Math.floor(next() * 14);
    yield Array.from({ length }, () => PIECES[Math.floor(next() * PIECES.length)]).join('');
  }
}

const linksIn = (parts: readonly Inline[]): string[] =>
  parts.flatMap((part) => {
    if (typeof part === 'string' || 'code' in part) return [];
    return 'link' in part ? [part.link.href] : linksIn(part.of);
  });
const inlinesOf = (block: Block): Inline[][] => {
  if (block.kind === 'code') return [];
  if (block.kind === 'bullets') return block.items;
  return block.kind === 'numbers' ? block.items.map(({ of }) => of) : [block.of];
};
const bare = (text: string) =>
  text
    .replace(/%E2%80%AE/g, '\u202e')
    .replace(/<\/?(?:b|i|s|a|code)>/g, '')
    .replace(/[*_~`\s\->.\d|]/g, '');

test('of any message, only marks are left out, and nothing but web addresses can be opened', () => {
  for (const content of messages(20_000)) {
    const blocks = blocksOf(content);
    const text = blocks.map((block) => outline(block).replace(/^\w+: /, '')).join('');
    expect(bare(text), JSON.stringify(content)).toBe(bare(content));
    for (const href of blocks.flatMap(inlinesOf).flatMap(linksIn)) expect(href).toMatch(/^https?:\/\/a\.example\//);
  }
});

test('no message takes long, however it is made', () => {
  const start = performance.now();
  for (const piece of [
    ...PIECES,
    '(*',
    '*a ',
    'a* ',
    '`a',
    '```a',
    'https://',
    'https://[',
    '*_~',
    '*a*',
    '*_a*_',
    '- *',
  ]) {
    blocksOf(piece.repeat(Math.ceil(65_536 / piece.length)));
  }
  // About 0.3 s on a slow machine; a search of quadratic time takes minutes.
  expect(performance.now() - start).toBeLessThan(10_000);
});
