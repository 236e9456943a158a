/** Who else has the same conversation open. The page says that it has, and learns of the others by the answer. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { components } from '../../generated/openapi';
import type { Person } from '../../signin/idToken';
import { useVisible } from '../../ui/hooks';
import { uuid } from '../../ui/uuid';
import type { Api } from '../api';
import { useMay } from '../role';
import { ownName } from './me';

export type Other = components['schemas']['Looking']['others'][number];

const EVERY_MS = 20_000;
const TIMEOUT_MS = 10_000;
/** Who typed this long ago still writes. */
const WRITES_MS = 20_000;
const NOBODY: readonly Other[] = [];

/** Of this page. */
const session = uuid().replaceAll('-', '');

/** `id` is null until the conversation is known. `section`: where a person writes. */
export function useLooking(
  { call }: Pick<Api, 'call'>,
  id: string | null,
  person: Person | null,
  section: RefObject<HTMLElement | null>,
): readonly Other[] {
  const [others, setOthers] = useState(NOBODY);
  const visible = useVisible();
  const { serve } = useMay();
  const typed = useRef(Number.NEGATIVE_INFINITY);
  const looks = visible && serve && id !== null;
  useEffect(() => {
    const at = section.current;
    const onInput = () => {
      typed.current = Date.now();
    };
    at?.addEventListener('input', onInput);
    return () => at?.removeEventListener('input', onInput);
  }, [section]);
  useEffect(() => {
    if (!looks || id === null) return;
    let here = true;
    const say = (body: object) => call(`/api/conversations/${encodeURIComponent(id)}/looking`, post(body), TIMEOUT_MS);
    const look = () => {
      const body = { name: ownName(person) || null, writing: Date.now() - typed.current < WRITES_MS };
      // Without an answer nobody is shown: what was known is out of date.
      say(body).then(
        (answer) => here && setOthers((answer as { others: Other[] }).others),
        () => here && setOthers(NOBODY),
      );
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => {
      here = false;
      clearInterval(timer);
      setOthers(NOBODY);
      void say({ left: true }).catch(() => undefined);
    };
  }, [call, id, looks, person]);
  return others;
}

function post(body: object): RequestInit {
  const headers = { 'Content-Type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify({ session, ...body }), keepalive: true };
}
