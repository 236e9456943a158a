"""SQS with Lambda's event source mapping: a standard queue whose messages are invoked in batches.

A mapping begins with five batches at the same time and adds 300 a minute while messages wait, up to its
`MaximumConcurrency`. There is no batch window: it takes what is there. A batch that Lambda throttles is tried again.
"""

from collections import deque

from facts import of

THROTTLED_PAUSE = 0.2, 1.0


class Mapping:
    def __init__(self, engine, random, function, work, batch, maximum):
        self.engine, self.random, self.function, self.work = engine, random, function, work
        self.batch, self.maximum, self.allowed = batch, maximum, maximum
        self.waiting, self.running, self.peak = deque(), 0, 0
        self.sends, self.batches, self.received, self.ages, self.depth = 0, 0, 0, [], 0
        self._grows = False

    def settle(self):
        """From here on it may run as many batches as it needed so far, and adds more as Lambda does."""
        self.allowed = min(self.maximum, max(of("pollers"), self.peak))

    def send(self, job, delay=0.0):
        """SQS delays by whole seconds, rounded up."""
        self.sends += 1
        self.later(job, -(-delay // 1))

    def later(self, job, seconds):
        """The job is visible after this time, as after a failure: no new message."""
        self.engine.after(seconds + of("poll"), self._visible, job)

    def _visible(self, job):
        self.waiting.append((self.engine.now - of("poll"), job))
        self.depth = max(self.depth, len(self.waiting))
        self._poll()

    def _poll(self):
        while self.waiting and self.running < self.allowed:
            batch = [self.waiting.popleft() for _ in range(min(self.batch, len(self.waiting)))]
            now = self.engine.now
            self.ages.extend((now, now - since) for since, _ in batch)
            self.received += len(batch)
            self.batches += 1
            self.running += 1
            self.peak = max(self.peak, self.running)
            self._invoke([job for _, job in batch])
        if self.waiting and self.allowed < self.maximum and not self._grows:
            self._grows = True
            self.engine.after(60 / of("pollers_a_minute"), self._grow)

    def _grow(self):
        self._grows = False
        self.allowed = min(self.maximum, self.allowed + 1)
        self._poll()

    def _invoke(self, jobs):
        started = self.function.start()
        if started is None:
            self.engine.after(self.random.uniform(*THROTTLED_PAUSE), self._invoke, jobs)
            return
        process, is_new = started
        begun = self.engine.now
        self.engine.after(of("cold_start") if is_new else 0.0, self.work, process, jobs, lambda: self._done(process, begun))

    def _done(self, process, begun):
        self.function.end(process, self.engine.now - begun)
        self.running -= 1
        self._poll()
