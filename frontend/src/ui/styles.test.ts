/** The pages run from left to right or from right to left: no rule of a stylesheet names a side of the screen. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const src = new URL('..', import.meta.url);
const files = readdirSync(src, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.css'));

/** Properties that name a side. */
const SIDED =
  /(?:^|[\s;{])((?:margin-|padding-|border-)?(?:left|right)\b[a-z-]*|border-(?:top|bottom)-(?:left|right)-radius)\s*:/;
const SIDED_VALUE = /(?:text-align|float|clear|caption-side|justify-\w+|align-\w+)\s*:\s*(?:left|right)\b/;
/** Four values are top, right, bottom and left. */
const FOUR = /(?:^|[\s;{])(margin|padding|inset|border-width|scroll-margin|scroll-padding)\s*:\s*([^;}]+)/g;

/** What a rule says of a side. */
function sidesIn(css: string): string[] {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const sided = [SIDED, SIDED_VALUE].flatMap((each) =>
    [...rules.matchAll(new RegExp(each, 'g'))].map(([found]) => found.trim()),
  );
  const unequal = [...rules.matchAll(FOUR)].flatMap(([found, , value]) => {
    const parts = (value ?? '').trim().match(/(?:\w+\((?:[^()]|\([^()]*\))*\)|[^\s()])+/g) ?? [];
    return parts.length === 4 && parts[1] !== parts[3] ? [found.trim()] : [];
  });
  return [...sided, ...unequal];
}

test('there are stylesheets to look at', () => {
  expect(files.length).toBeGreaterThan(10);
});

test.each(files)('%s names no side', (name) => {
  expect(sidesIn(readFileSync(new URL(name, src), 'utf8'))).toEqual([]);
});

test.each([
  '.a { margin-left: auto; }',
  '.a { left: 0; }',
  '.a { border-left-color: red; }',
  '.a { border-bottom-right-radius: 4px; }',
  '.a { text-align: right; }',
  '.a { float: left; }',
  '.a { padding: 0 1px 0 2px; }',
])('%s is found', (css) => expect(sidesIn(css)).toHaveLength(1));

test.each([
  '.a { margin-inline-start: auto; inset-inline: 0; text-align: start; }',
  '.a { padding: 0 calc(1px + var(--x)) 2px calc(1px + var(--x)); }',
  '/* on the left: */ .left { color: red; }',
])('%s is fine', (css) => expect(sidesIn(css)).toEqual([]));
