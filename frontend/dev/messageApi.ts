/** The mock's calls about one message: taking it back, and what it said before. */
import { type MockRequest, type MockResponse, problem } from './http.ts';
import type { MockState } from './state.ts';

export function ofMessage(state: MockState, { method, path }: MockRequest): MockResponse {
  const [, call, id = ''] = path.split('/');
  const entry = state.entries.find(({ messages }) => messages.some((each) => each.id === decodeURIComponent(id)));
  const message = entry?.messages.find((each) => each.id === decodeURIComponent(id));
  if (!entry || !message) return problem(404, 'unknown_message', 'Not found', 'There is no such message.');
  if (method === 'GET' && call === 'message_versions') {
    // One of them is not for everybody.
    if (message.content.includes('*')) return problem(403, 'forbidden', 'Not for you', 'Ask a supervisor.');
    return {
      status: 200,
      body: { versions: [{ content: '*Trois*, pas deux', type: 'text', until: state.iso(60_000) }] },
    };
  }
  if (!message.cancellable) return problem(409, 'already_sent', 'It was sent', 'It cannot be taken back any more.');
  message.cancellable = false;
  message.error = { code: null, title: 'Taken back', detail: null, advice: 'It was taken back before it was sent.' };
  state.progress(entry, message, 'failed');
  return { status: 200, body: { message } };
}
