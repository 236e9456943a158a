/** The calls for the usage of a business number. Each fails with a `Problem` only. */
import type { Api } from '../inbox/api';
import type { Usage } from './contract';
import type { Span } from './span';

const TIMEOUT_MS = 20_000;

/** `phoneId` is null for the default number. */
export function usageCalls({ call }: Pick<Api, 'call'>, phoneId: string | null) {
  const address = ({ from, to }: Span, more: Record<string, string> = {}) => {
    const query = { ...(phoneId === null ? {} : { phone_id: phoneId }), from, to, ...more };
    return `/api/usage?${new URLSearchParams(query)}`;
  };
  return {
    load: (span: Span) => call(address(span), {}, TIMEOUT_MS) as Promise<Usage>,
    csv: (span: Span) => call(address(span, { format: 'csv' }), {}, TIMEOUT_MS) as Promise<string>,
  };
}

export type UsageCalls = ReturnType<typeof usageCalls>;
