/** The wire, polled while its drawer is open and the page can be seen. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useVisible } from '../../ui/hooks';
import { fetchWire, PhoneMissing } from '../api';
import { NOTHING_YET, type Wire, withPage } from './calls';

const EVERY_MS = 1_000;

export type WireState = 'loading' | 'live' | 'lost' | 'missing';

export function useWire(): { wire: Wire; state: WireState } {
  const visible = useVisible();
  const [wire, setWire] = useState(NOTHING_YET);
  const [state, setState] = useState<WireState>('loading');
  // Of the next call: what was loaded is not loaded again when the page is shown again.
  const next = useRef(0);
  useEffect(() => {
    if (!visible) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      try {
        const page = await fetchWire(next.current);
        if (!wanted) return;
        next.current = page.next;
        setWire((before) => withPage(before, page));
        setState('live');
      } catch (error) {
        if (!wanted) return;
        const missing = error instanceof PhoneMissing;
        setState(missing ? 'missing' : 'lost');
        if (missing) return;
      }
      timer = setTimeout(() => void turn(), EVERY_MS);
    };
    void turn();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [visible]);
  return { wire, state };
}
