/** What waits to be sent, and sending it when the network is back. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Outbox, OutboxEvents } from './outbox';
import type { Waiting } from './store';

/** Oldest first. */
export function useOutbox(outbox: Outbox, events: OutboxEvents): readonly Waiting[] {
  const [waiting, setWaiting] = useState(() => outbox.all());
  const latest = useRef(events);
  latest.current = events;
  useEffect(() => {
    const update = () => setWaiting(outbox.all());
    const unsubscribe = outbox.subscribe(update);
    outbox.start({
      sent: (...event) => latest.current.sent(...event),
      refused: (...event) => latest.current.refused(...event),
      returned: (...event) => latest.current.returned(...event),
    });
    const resume = () => outbox.resume();
    window.addEventListener('online', resume);
    // Another tab has added or sent something.
    window.addEventListener('storage', update);
    return () => {
      unsubscribe();
      outbox.stop();
      window.removeEventListener('online', resume);
      window.removeEventListener('storage', update);
    };
  }, [outbox]);
  return waiting;
}
