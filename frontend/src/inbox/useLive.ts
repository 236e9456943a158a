/** When the feed asks: by the server's stream or a socket while the page is visible, else by a pace that slows down. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Api } from './api';
import type { Connection, Feed } from './feed';
import { paceOf } from './pace';
import { createPush } from './push';
import { onWake } from './wake';

const LOOK_AT_PACE_MS = 20_000;
const ACTIONS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

interface Options {
  api: Api;
  feed: Feed;
  visible: boolean;
  connection: Connection;
}

export function useLive({ api, feed, visible, connection }: Options): void {
  const [streaming, setStreaming] = useState(false);
  const push = useMemo(
    () =>
      createPush({
        // A socket takes none of the few connections that a browser opens to a server.
        locks: api.hasSocket ? undefined : navigator.locks,
        listen: api.listen,
        onChanged: (conversations) => feed.changed(conversations),
        onOpen: (open) => {
          feed.pushed(open);
          setStreaming(open);
        },
      }),
    [api, feed],
  );

  // Hidden tabs have none: a browser opens only six connections to a server, for all its tabs.
  useEffect(() => {
    if (!visible) return;
    push.start();
    return () => push.stop();
  }, [push, visible]);

  useEffect(() => {
    if (connection === 'live') push.retry();
  }, [push, connection]);

  useEffect(() => {
    const back = () => {
      push.reopen();
      void feed.poll();
    };
    window.addEventListener('online', back);
    const endWake = onWake(back);
    return () => {
      window.removeEventListener('online', back);
      endWake();
    };
  }, [push, feed]);

  usePace(feed, visible, streaming);
}

function usePace(feed: Feed, visible: boolean, streaming: boolean): void {
  const quietSince = useRef(Date.now());
  useEffect(() => {
    quietSince.current = Date.now();
    const adjust = () => feed.pace(paceOf({ visible, streaming, quietMs: Date.now() - quietSince.current }));
    const acted = () => {
      quietSince.current = Date.now();
      adjust();
    };
    adjust();
    const timer = setInterval(adjust, LOOK_AT_PACE_MS);
    for (const action of ACTIONS) window.addEventListener(action, acted, { passive: true });
    return () => {
      clearInterval(timer);
      for (const action of ACTIONS) window.removeEventListener(action, acted);
    };
  }, [feed, visible, streaming]);
}
