"""Meta: customers who write, webhooks that are repeated, and the limits of a business number.

What customers send is never refused here. What the business sends is, with error 130429, while the number's throughput is
used up.
"""

from math import log

from facts import of
from limits import PerSecond, Throughput

# Of the model's times, and their most: the first call's part of the model's deadline.
SIGMA, LONGEST_MODEL = 0.5, 20


class Number:
    def __init__(self, limit):
        self.throughput = Throughput(limit)
        # Relais reads `line#` + number twice for each send, and counts into `usage#` + number.
        self.line, self.usage = PerSecond(of("partition_reads")), PerSecond(of("partition_writes"))


class Customer:
    """One conversation. `newest` is its last message that is recorded; an answer is owed from `waits_since` on."""

    __slots__ = ("number", "shard", "is_new", "newest", "waits_since", "lease_until", "unanswered")

    def __init__(self, number, shard, is_new):
        self.number, self.shard, self.is_new = number, shard, is_new
        self.newest, self.waits_since, self.lease_until, self.unanswered = None, 0.0, 0.0, set()


class Message:
    __slots__ = ("customer", "arrived", "tries", "sends", "reads")

    def __init__(self, customer, arrived):
        self.customer, self.arrived, self.tries, self.sends, self.reads = customer, arrived, 0, 0, ()


def customers(random, numbers):
    """Everybody writes once, or twice in a burst, so nobody comes near Meta's limit for a pair."""
    while True:
        yield Customer(random.choice(numbers), random.randrange(int(of("index_shards"))), random.random() < of("new_customers"))


def write(engine, random, rate, seconds, bursts, whose, webhook):
    """Poisson arrivals of so many messages a second; `bursts` are (begin, end, times the rate)."""
    # Some customers write two messages, so fewer of them begin.
    begins = rate / (1 + of("grouped"))
    most = max([1.0] + [times for _, _, times in bursts])
    now = 0.0
    while True:
        now += random.expovariate(begins * most)
        if now >= seconds:
            return
        times = next((times for begin, end, times in bursts if begin <= now < end), 1.0)
        if random.random() * most < times:
            customer = next(whose)
            engine.at(now, webhook, Message(customer, now))
            if random.random() < of("grouped"):
                again = now + random.uniform(0.3, 1.4)
                engine.at(again, webhook, Message(customer, again))


def pause(random, refused):
    """Until Meta repeats a webhook that was refused so often before."""
    mean = of("meta_pause")
    return min(random.uniform(0.4 * mean, 1.6 * mean) * 2 ** refused, 600)


def model_time(random):
    """Log-normal with the mean of the facts."""
    return min(random.lognormvariate(log(of("model")) - SIGMA * SIGMA / 2, SIGMA), LONGEST_MODEL)
