import { expect, test } from 'vitest';
import { asProblem, problemFrom, unreachable } from './problem';

test('a problem document is taken as it is', () => {
  const body = {
    type: 'about:blank',
    title: 'Window closed',
    status: 409,
    detail: 'Send a template.',
    code: 'window_closed',
  };
  expect(problemFrom(409, body)).toMatchObject({
    status: 409,
    code: 'window_closed',
    title: 'Window closed',
    detail: 'Send a template.',
  });
});

test('anything else still says something', () => {
  expect(problemFrom(500, null)).toMatchObject({ title: 'HTTP 500', detail: null, code: '' });
  expect(problemFrom(502, { title: 7 })).toMatchObject({ title: 'HTTP 502' });
  expect(asProblem(new TypeError('x'))).toMatchObject({ status: 0, code: 'unreachable' });
});

test('only a missing response leaves the outcome open', () => {
  expect(unreachable().outcomeUnknown).toBe(true);
  expect(problemFrom(504, null).outcomeUnknown).toBe(true);
  // A proxy that does not reach Relais.
  expect(problemFrom(502, null).outcomeUnknown).toBe(true);
  expect(problemFrom(500, { code: 'internal' }).outcomeUnknown).toBe(false);
  expect(problemFrom(502, { code: 'graph_error' }).outcomeUnknown).toBe(false);
  expect(problemFrom(409, { code: 'window_closed' }).outcomeUnknown).toBe(false);
});

test('a refused send brings its record, a gateway’s text is none', () => {
  expect(problemFrom(502, { code: 'graph_error', message: { id: 'm1' } }).failedMessage).toEqual({ id: 'm1' });
  expect(problemFrom(500, { message: 'Internal Server Error' }).failedMessage).toBeNull();
});
