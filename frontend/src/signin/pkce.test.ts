import { expect, test } from 'vitest';
import { base64url, challengeOf, randomText } from './pkce';

test('the challenge is the one of the RFC', async () => {
  // RFC 7636, appendix B.
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('a verifier is long enough, needs no escaping and never comes twice', () => {
  const made = Array.from({ length: 50 }, randomText);
  for (const text of made) expect(text).toMatch(/^[\w-]{43}$/);
  expect(new Set(made).size).toBe(50);
});

test('base64 for addresses', () => {
  expect(base64url(new Uint8Array([251, 255, 254]))).toBe('-__-');
  expect(base64url(new Uint8Array([0]))).toBe('AA');
});
