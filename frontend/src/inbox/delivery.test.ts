import { expect, test } from 'vitest';
import type { Status } from './contract';
import { deliveryOf } from './delivery';

test.each([
  ['pending', 'clock'],
  ['sent', 'one'],
  ['delivered', 'two'],
  ['read', 'two-read'],
  ['played', 'two-read'],
  ['failed', 'failed'],
  ['unknown', 'unknown'],
] as const)('an outbound message that is %s shows %s', (status, mark) => {
  expect(deliveryOf('outbound', status)).toEqual({ tick: mark, label: `status.${status}` });
});

test('a customer’s message has no tick, whatever its status', () => {
  expect(deliveryOf('inbound', 'received')).toBeNull();
  expect(deliveryOf('inbound', 'read')).toBeNull();
});

test('a status unknown to this page shows nothing rather than something wrong', () => {
  expect(deliveryOf('outbound', 'teleported' as Status)).toBeNull();
});
