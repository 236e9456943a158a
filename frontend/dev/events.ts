/** The mock's events that could not be delivered. */
import type { EventFailure } from '../src/settings/contract.ts';
import { type MockRequest, type MockResponse, problem } from './http.ts';
import type { MockState } from './state.ts';

export function eventsApi(state: MockState, { method, path }: MockRequest): MockResponse {
  if (method === 'GET' && path === '/events/failures') return { status: 200, body: { failures: failures(state) } };
  const known = failures(state).some(({ id }) => path === `/events/failures/${id}/retry`);
  return known ? { status: 202, body: {} } : problem(404, 'unknown_event', 'Not found', 'There is no such event.');
}

function failures(state: MockState): EventFailure[] {
  return [
    {
      id: 'e1',
      type: 'message.received',
      at: state.iso(3_600_000),
      tries: 8,
      last_status: 503,
      problem: 'The address answered with an error: see to it that it is up.',
    },
    {
      id: 'e2',
      type: 'conversation.handed_over',
      at: state.iso(7_200_000),
      tries: 8,
      last_status: null,
      problem: 'No response came within ten seconds.',
    },
  ];
}
