import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseSettings, readSettings, type SettingsProblem } from './settings';

const right = {
  authority: 'https://relais-x.auth.eu-west-3.amazoncognito.com',
  clientId: 'abc',
  scopes: ['openid', 'email'],
};
const written = (signIn: unknown) => JSON.stringify({ signIn });
const defectOf = (text: string) => {
  try {
    parseSettings(text);
    return null;
  } catch (error) {
    return (error as SettingsProblem).defect;
  }
};

test('what is right is taken, a slash at the end of the authority or not', () => {
  expect(parseSettings(written(right))).toEqual({ ...right, issuer: null, live: null });
  expect(parseSettings(written({ ...right, authority: `${right.authority}/` }))).toEqual({
    ...right,
    issuer: null,
    live: null,
  });
  const issuer = 'https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_abc';
  expect(parseSettings(written({ ...right, issuer }))).toEqual({ ...right, issuer, live: null });
  expect(parseSettings(written({ ...right, authority: 'http://127.0.0.1:5173' })).authority).toBe(
    'http://127.0.0.1:5173',
  );
});

test('two hosts are where changes are told, and anything else is nowhere', () => {
  const live = {
    host: 'a1.appsync-api.eu-west-3.amazonaws.com',
    realtime: 'a1.appsync-realtime-api.eu-west-3.amazonaws.com',
  };
  const read = (given: unknown) => parseSettings(JSON.stringify({ signIn: right, live: given })).live;
  expect(read({ ...live, more: 1 })).toEqual(live);
  for (const wrong of [null, 'x', [], {}, { host: live.host }, { ...live, realtime: 'x/y' }, { ...live, host: '' }]) {
    expect(read(wrong)).toBeNull();
  }
});

test.each([
  ['<!doctype html>', 'json'],
  ['', 'json'],
  ['[]', 'json'],
  ['{}', 'signIn'],
  ['{"signIn":"https://x"}', 'signIn'],
  [written({ ...right, authority: undefined }), 'authority'],
  [written({ ...right, authority: 'relais.example.org' }), 'authority'],
  [written({ ...right, authority: 'http://relais.example.org' }), 'authority'],
  [written({ ...right, authority: 'ftp://localhost' }), 'authority'],
  [written({ ...right, authority: 'https://x.example.org/oauth2' }), 'authority'],
  [written({ ...right, clientId: ' ' }), 'clientId'],
  [written({ ...right, issuer: 'eu-west-3_abc' }), 'issuer'],
  [written({ ...right, issuer: null }), 'issuer'],
  [written({ ...right, scopes: 'openid email' }), 'scopes'],
  [written({ ...right, scopes: ['email'] }), 'scopes'],
  [written({ ...right, scopes: ['openid', 'two words'] }), 'scopes'],
])('%s: wrong %s', (text, defect) => expect(defectOf(text)).toBe(defect));

describe('the file', () => {
  afterEach(() => vi.unstubAllGlobals());
  const answers = (body: string, status: number) =>
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));

  test('that is not there means an admin token', async () => {
    answers('nothing here', 404);
    expect(await readSettings()).toEqual({ method: 'token' });
  });

  test('that is there names the user pool', async () => {
    answers(written(right), 200);
    expect(await readSettings()).toEqual({ method: 'cognito', cognito: { ...right, issuer: null, live: null } });
  });

  test('that is refused, or is the page itself, is no admin token', async () => {
    answers('', 403);
    await expect(readSettings()).rejects.toMatchObject({ defect: 'status', status: 403 });
    answers('<!doctype html><title>Relais</title>', 200);
    await expect(readSettings()).rejects.toMatchObject({ defect: 'json' });
  });

  test('that cannot be asked for is none of these', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    await expect(readSettings()).rejects.toMatchObject({ defect: 'unreachable' });
  });
});
