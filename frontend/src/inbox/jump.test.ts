/** Going to a message: it is shown, or a sentence says that it is not. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runHook } from '../../dev/hooks.ts';
import { message } from '../../dev/samples.ts';
import { useJump } from './useJump';
import type { ThreadMessages } from './useThread';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A thread of these messages, of which `shown` have a place. */
async function jumpTo(name: string, ids: readonly string[], shown: readonly string[] = ids) {
  const messages = ids.map((id) => message(id, { message_id: `wamid.${id}` }));
  const thread = { messages, more: false, loadingOlder: false, problem: null } as unknown as ThreadMessages;
  const revealed: string[] = [];
  const reveal = (id: string) => {
    if (shown.includes(id)) revealed.push(id);
    return shown.includes(id);
  };
  const { now, end } = runHook(() => useJump(reveal, thread, null));
  now().to(name);
  await vi.advanceTimersByTimeAsync(500);
  const { foundId, missing, seeking } = now();
  end();
  return { revealed, foundId, missing, seeking };
}

test('it goes to a message by its id and by its wamid', async () => {
  const there = { revealed: ['b'], foundId: 'b', missing: false, seeking: false };
  expect(await jumpTo('b', ['a', 'b'])).toEqual(there);
  expect(await jumpTo('wamid.b', ['a', 'b'])).toEqual(there);
});

test('a message that is not in the thread, or has no place there, is said to be missing', async () => {
  const nowhere = { revealed: [], foundId: null, missing: true, seeking: false };
  expect(await jumpTo('c', ['a', 'b'])).toEqual(nowhere);
  expect(await jumpTo('b', ['a', 'b'], ['a'])).toEqual(nowhere);
});
