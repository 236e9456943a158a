"""Limits on a rate: of a partition or a table, of a route, of a business number."""


class PerSecond:
    """So many units in each second of the clock, as a partition of DynamoDB. Without a limit it only counts."""

    def __init__(self, limit=float("inf")):
        self.limit, self.refused, self.total, self.peak = limit, 0, 0.0, 0.0
        self._second, self._used = -1, 0.0

    def take(self, now, units):
        """Whether the units are left in this second. If not, nothing is taken."""
        self._turn(now)
        if self._used + units > self.limit:
            self.refused += 1
            return False
        self.count(now, units)
        return True

    def count(self, now, units):
        """Takes the units, also above the limit."""
        self._turn(now)
        self._used += units
        self.total += units
        self.peak = max(self.peak, self._used)

    def utilisation(self, seconds):
        """The mean over this time, as a part of the limit."""
        return self.total / seconds / self.limit

    def _turn(self, now):
        if int(now) != self._second:
            self._second, self._used = int(now), 0.0


class TokenBucket:
    """API Gateway's: `rate` a second, and `burst` at the same moment."""

    def __init__(self, rate, burst):
        self.rate, self.burst, self.refused = rate, burst, 0
        self._tokens, self._at = float(burst), 0.0

    def take(self, now):
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1:
            self.refused += 1
            return False
        self._tokens -= 1
        return True


class Throughput:
    """Meta's of a number: received and sent together, a second of it in advance. What is received is never refused."""

    def __init__(self, rate):
        self.rate, self.total, self.refused = rate, 0, 0
        self._level, self._at = 0.0, 0.0

    def receive(self, now):
        self._drain(now)
        self._level += 1
        self.total += 1

    def send(self, now):
        """Whether a message may be sent."""
        self._drain(now)
        if self._level + 1 > self.rate:
            self.refused += 1
            return False
        self._level += 1
        self.total += 1
        return True

    def _drain(self, now):
        self._level = max(0.0, self._level - (now - self._at) * self.rate)
        self._at = now
