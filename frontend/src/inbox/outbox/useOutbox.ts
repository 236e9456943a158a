/** What waits to be sent, and sending it when the network is back. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Outbox, OutboxEvents } from './outbox';
import { isEntry, type Waiting } from './store';

/** Oldest first. `refresh` loads what another tab may have sent. */
export function useOutbox(outbox: Outbox, events: OutboxEvents, refresh: () => Promise<void>): readonly Waiting[] {
  const [waiting, setWaiting] = useState(() => outbox.all());
  const latest = useRef(events);
  latest.current = events;
  const refreshing = useRef(refresh);
  refreshing.current = refresh;
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
    const elsewhere = changedElsewhere(outbox, () => refreshing.current());
    window.addEventListener('storage', elsewhere);
    return () => {
      unsubscribe();
      outbox.stop();
      window.removeEventListener('online', resume);
      window.removeEventListener('storage', elsewhere);
    };
  }, [outbox]);
  return waiting;
}

/** Another tab has added or sent something. */
export function changedElsewhere(outbox: Outbox, refresh: () => Promise<void>) {
  return ({ key }: Pick<StorageEvent, 'key'>): void => {
    if (key !== null && !isEntry(key)) return;
    // The message is there before its bubble goes.
    void refresh().finally(() => outbox.changed());
    // This tab waits for its turn: should the other one be closed, it sends what is left.
    outbox.resume();
  };
}
