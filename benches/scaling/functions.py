"""Lambda: an account's executions, and the processes of its functions."""


class Account:
    """Functions without a reserve share what the reserves leave of the limit."""

    def __init__(self, limit):
        self.limit, self.used = limit, 0


class Process:
    """One execution environment. It runs one batch at a time and is used again."""

    def __init__(self, now):
        self.slots, self.counted, self.written = {}, set(), now


class Function:
    """A function with its own reserve, or 0 for none. A reserve is also its most."""

    def __init__(self, engine, account, memory, reserve=0):
        self.engine, self.account, self.memory, self.reserve = engine, account, memory, reserve
        if reserve:
            account.limit -= reserve
        self.idle, self.running, self.peak = [], 0, 0
        self.invocations, self.throttled, self.cold, self.seconds = 0, 0, 0, 0.0

    def start(self):
        """A process and whether it is new, or `None` if no execution is left."""
        if self.running >= self.reserve if self.reserve else self.account.used >= self.account.limit:
            self.throttled += 1
            return None
        self.account.used += not self.reserve
        self.running += 1
        self.peak = max(self.peak, self.running)
        self.invocations += 1
        if self.idle:
            return self.idle.pop(), False
        self.cold += 1
        return Process(self.engine.now), True

    def end(self, process, seconds):
        self.account.used -= not self.reserve
        self.running -= 1
        self.seconds += seconds
        self.idle.append(process)

    def gigabyte_seconds(self):
        return self.seconds * self.memory / 1024
