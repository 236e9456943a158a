// Runs in the inbox, before the page's own scripts, and measures by the page's clocks.
(() => {
  performance.setResourceTimingBufferSize(100_000);
  const now = () => performance.now();
  const frame = () => new Promise(requestAnimationFrame);
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const find = (css) => document.querySelector(css);

  /** When the next frame is on the screen: a message that is posted before a frame is painted comes after it. */
  const painted = async () => {
    await frame();
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    });
    return now();
  };

  const longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });

  /** How long the server took for the calls of a path since then, from the request to the last byte. */
  const served = (since, path) =>
    performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => startTime >= since && new URL(name).pathname.startsWith(path))
      .map(({ requestStart, responseEnd }) => responseEnd - requestStart);

  /** Resolves with the first true value, looked for after each change below the node. */
  const once = (node, look) =>
    new Promise((done) => {
      const watch = () => {
        const seen = look();
        if (!seen) return;
        observer.disconnect();
        done(seen);
      };
      const observer = new MutationObserver(watch);
      observer.observe(node, { attributes: true, childList: true, subtree: true });
      watch();
    });

  /** When the last change below the node was painted, once there has been none for a while. */
  const settled = async (node, from) => {
    let last = from;
    const observer = new MutationObserver(() => void painted().then((at) => (last = at)));
    observer.observe(node, { childList: true, subtree: true });
    while (now() - last < 300 || loading()) await rest(50);
    observer.disconnect();
    return last;
  };

  const ROW = '[data-testid=conversation-item]';
  const rows = () => document.querySelectorAll(ROW).length;
  const loading = () => find('.log .load-older:disabled') !== null;
  const firstRows = once(document, () => rows() > 0).then(painted);

  /** Runs `change`, and waits until the list has loaded. */
  async function list(change) {
    const box = find('.list-scroll');
    const began = now();
    const busy = once(box, () => box.ariaBusy === 'true').then(now);
    change();
    const asked = await busy;
    await once(box, () => box.ariaBusy === 'false');
    const took = (await painted()) - asked;
    // The whole way: before it asks, a search waits for the next key.
    return { took, server: Math.max(...served(began, '/api/conversations')), rows: rows() };
  }

  /** The longest time without a frame, from now until `done`. */
  async function longestFrame(done) {
    let [last, longest] = [now(), 0];
    do {
      await frame();
      longest = Math.max(longest, now() - last);
      last = now();
    } while (!done());
    const end = await painted();
    return Math.max(longest, end - last);
  }

  window.speed = {
    /** From the navigation until rows are shown and no long task comes any more. */
    async firstView() {
      const shown = await firstRows;
      const busyUntil = () => Math.max(shown, ...longTasks.map(({ startTime, duration }) => startTime + duration));
      while (now() - busyUntil() < 500) await rest(50);
      return { took: busyUntil(), server: Math.max(...served(0, '/api/conversations')), rows: rows() };
    },

    filter: (name) => list(() => find(`[data-filter=${name}]`).click()),

    search: (words) =>
      list(() => {
        const input = find('input[type=search]');
        input.value = words;
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }),

    /** Opens the first conversation: until messages are shown, and until it has come to rest at the first unread one. */
    async open() {
      const began = now();
      find(ROW).click();
      await once(document, () => find('.messages [data-testid=message]'));
      const shown = await painted();
      const rests = await settled(find('.log'), shown);
      const seen = find('.unread-mark')?.getBoundingClientRect().top;
      const { top, bottom } = find('.log').getBoundingClientRect();
      return { took: shown - began, rests: rests - began, atUnread: seen >= top && seen < bottom };
    },

    async close() {
      location.hash = '#/';
      await once(document, () => find('.messages') === null);
    },

    /** Scrolls up or down by a screen, as often: the longest frame of each, and whether a message was there to see. */
    async scroll(times, direction) {
      const box = find('.log');
      const frames = [];
      let blank = 0;
      for (let at = 0; at < times; at += 1) {
        box.scrollTop += direction * box.clientHeight * 0.9;
        const until = now() + 40;
        frames.push(await longestFrame(() => now() >= until && !loading()));
        const { left, top, width, height } = box.getBoundingClientRect();
        const seen = [0.3, 0.5, 0.7].map((y) => [0.1, 0.5, 0.9].map((x) => document.elementFromPoint(left + x * width, top + y * height)));
        if (!seen.flat().some((each) => each?.closest('.messages > li'))) blank += 1;
      }
      return { frames, blank };
    },

    /** Loads older pages: the longest frame of each. */
    async climb(pages) {
      const box = find('.log');
      const frames = [];
      while (frames.length < pages && find('.log .load-older')) {
        const before = box.scrollHeight;
        box.scrollTop = 0;
        frames.push(
          await longestFrame(() => {
            if (loading()) return false;
            if (box.scrollHeight > before) return true;
            // What was read was put back at its place meanwhile.
            if (box.scrollTop > 0) box.scrollTop = 0;
            return false;
          }),
        );
      }
      return { frames };
    },

    /** Goes to the newest message. */
    async toEnd() {
      const began = now();
      find('[data-testid=to-newest]').click();
      return (await painted()) - began;
    },

    /** The polls for changes so far. */
    polls: () => served(0, '/api/changes').filter((took) => took > 0),
  };
})();
