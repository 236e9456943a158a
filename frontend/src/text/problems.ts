/**
 * The server explains a problem in English or French. For another language the pages have words of their own, by the
 * problem's code: a title, and what to do. Without the second the server's own detail stands, because it says more.
 */
import type { components } from '../generated/openapi';

type Code = NonNullable<components['schemas']['Problem']['code']>;

export type ProblemTexts = Readonly<Partial<Record<Code, readonly [title: string, detail?: string]>>>;
