/** The mock reads texts as they are, and of a PDF its size. A name with `broken` is refused, one with `cut` is cut. */
import { type MockRequest, type MockResponse, problem } from './http.ts';

export function factsApi({ query, bytes }: MockRequest): MockResponse {
  const name = query.get('name') ?? '';
  if (/broken/.test(name)) {
    return problem(
      422,
      'unreadable_file',
      'The file cannot be read',
      'It is damaged, or has a password: save it anew.',
    );
  }
  const text = /\.(txt|md|csv)$/.test(name) ? bytes.toString() : `## Page 1\n\nA document of ${bytes.length} bytes.`;
  return { status: 200, body: { markdown: text, characters: text.length, cut: /cut/.test(name) } };
}
